package io.lictor.discovery.consul;

import io.lictor.discovery.consul.ConsulJson.CatalogNode;
import io.lictor.discovery.consul.ConsulJson.Check;
import io.lictor.discovery.consul.ConsulJson.NodeServices;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Asks the leader whether a node has been there all the time, which makes the absence of an instance on it a
 * deregistration and not a loss.
 *
 * <p>Confined to its watch's thread. Uses the watch's transport.
 */
final class NodeProbe {

    private static final String SERF = "serfHealth";

    private final ConsulTransport transport;

    NodeProbe(ConsulTransport transport) {
        this.transport = transport;
    }

    /**
     * Whether the node is catalogued and up, and was so without a break since {@code index}.
     *
     * @param mark what it was then
     * @throws IOException when the leader does not say
     * @throws ConsulException that is denied when there is not a single node, unless nobody needs a token: then the cluster
     *     is just being built, and may say more when it is asked again
     */
    boolean isSteadySince(String node, long index, NodeMark mark) throws IOException {
        for (Check check : ConsulJson.checks(ask("/v1/health/node/" + Query.encode(node)))) {
            if (SERF.equals(check.checkId())) {
                return isSteady(check, index) && isSame(node, mark);
            }
        }
        List<CatalogNode> nodes = ConsulJson.nodes(ask("/v1/catalog/nodes"));
        if (nodes.isEmpty()) {
            if (transport.get(Query.prompt("/v1/acl/token/self")).status() == SelfTest.ACLS_OFF) {
                throw new ConsulException("no node is catalogued", false);
            }
            throw new ConsulException("no node is visible (expected: a token with node:read)", true);
        }
        // A node without an agent has no such check; that it is still listed, as it was, is as much as can be known.
        return nodes.stream()
                .anyMatch(n -> node.equals(n.node())
                        && n.createIndex() <= index
                        && (mark.equals(NodeMark.UNKNOWN) || mark.equals(NodeMark.of(n))));
    }

    private boolean isSame(String node, NodeMark mark) throws IOException {
        if (mark.equals(NodeMark.UNKNOWN)) {
            return true;
        }
        CatalogNode found = services(node).node();
        return found != null && mark.equals(NodeMark.of(found));
    }

    /**
     * Whether something is registered on the node under that id: of whoever is not listed as an instance of a service any
     * more, that it goes by another name now.
     *
     * @throws IOException when the leader does not say
     */
    boolean hasService(String node, String id) throws IOException {
        Map<String, Object> services = services(node).services();
        return services != null && services.containsKey(id);
    }

    private NodeServices services(String node) throws IOException {
        return ConsulJson.node(ask("/v1/catalog/node/" + Query.encode(node)));
    }

    /** Whether a node's own check passes and did so at {@code index}. */
    static boolean isSteady(Check serf, long index) {
        return "passing".equals(serf.status()) && serf.modifyIndex() <= index;
    }

    private String ask(String path) throws IOException {
        Answer answer = transport.get(Query.prompt(path));
        if (answer.status() != 200 || !answer.isFresh()) {
            throw new ConsulException("status " + answer.status() + " for " + path, answer.status() == 403);
        }
        return answer.body();
    }
}
