package io.lictor.discovery.consul;

import io.lictor.discovery.Instance;
import io.lictor.discovery.ServiceSnapshot;
import io.lictor.discovery.consul.ConsulJson.Check;
import io.lictor.discovery.consul.ConsulJson.Entry;
import io.lictor.discovery.consul.ConsulJson.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code /v1/health/service/NAME}: instances with their health, and which of the earlier ones were deregistered.
 *
 * <p>Confined to its watch's thread. Owns the memory of the last answer.
 */
final class ServiceReader implements AnswerReader<ServiceSnapshot> {

    private static final Logger log = LoggerFactory.getLogger(ServiceReader.class);
    private static final String SERF = "serfHealth";

    private final String service;
    private final NodeProbe probe;
    private final HealthOf health = new HealthOf();
    /** The instances known and the index at which each was last seen. */
    private final Map<Instance.Id, Long> seen = new HashMap<>();

    ServiceReader(String service, NodeProbe probe) {
        this.service = service;
        this.probe = probe;
    }

    @Override
    public ServiceSnapshot read(String body, long index, boolean fresh, boolean continuous) throws ConsulException {
        List<Entry> entries = ConsulJson.entries(body);
        List<Instance> instances = new ArrayList<>();
        Map<Instance.Id, Long> missing = new HashMap<>(seen);
        for (Entry entry : entries) {
            Instance instance = instance(entry);
            instances.add(instance);
            missing.remove(instance.id());
        }
        Set<Instance.Id> gone = fresh && continuous ? deregistered(missing, entries) : Set.of();
        for (Instance instance : instances) {
            seen.put(instance.id(), index);
        }
        if (fresh) {
            seen.keySet().removeAll(missing.keySet());
            health.keepNodes(seen.keySet().stream().map(Instance.Id::node).collect(Collectors.toSet()));
        }
        return new ServiceSnapshot(instances, gone, fresh, continuous);
    }

    private Instance instance(Entry entry) {
        ConsulJson.Service s = entry.service();
        ConsulJson.Node node = entry.node();
        Weights weights = s.weights() == null ? new Weights(1, 1) : s.weights();
        List<Check> checks = entry.checks() == null ? List.of() : entry.checks();
        return new Instance(
                new Instance.Id(orEmpty(node.datacenter()), node.node(), s.id()),
                s.service() == null ? service : s.service(),
                orEmpty(s.address()).isEmpty() ? orEmpty(node.address()) : orEmpty(s.address()),
                s.port(),
                s.tags() == null ? List.of() : s.tags(),
                s.meta() == null ? Map.of() : s.meta(),
                health.status(node.node(), checks),
                Math.max(0, weights.passing()),
                Math.max(0, weights.warning()),
                s.createIndex());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private Set<Instance.Id> deregistered(Map<Instance.Id, Long> missing, List<Entry> entries) throws ConsulException {
        Set<Instance.Id> gone = new HashSet<>();
        Map<String, Boolean> steadyNodes = new HashMap<>();
        try {
            for (Map.Entry<Instance.Id, Long> absent : missing.entrySet()) {
                String node = absent.getKey().node();
                Boolean known = steadyNodes.get(node);
                boolean steady = known != null ? known : isSteady(node, absent.getValue(), entries);
                steadyNodes.put(node, steady);
                if (steady) {
                    gone.add(absent.getKey());
                }
            }
        } catch (ConsulException e) {
            if (e.isDenied()) {
                throw e;
            }
            log.debug("service={} unexplained why=\"{}\"", service, e.getMessage());
        } catch (IOException e) {
            // A leader that is silent once is not asked for the next node: each question would hang for seconds.
            log.debug("service={} unexplained why=\"{}\"", service, e.getMessage());
        }
        return gone;
    }

    /** Another instance on that node may show it in the same answer; else the leader is asked. */
    private boolean isSteady(String node, long index, List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            if (entry.node().node().equals(node) && entry.checks() != null) {
                for (Check check : entry.checks()) {
                    if (SERF.equals(check.checkId()) && NodeProbe.isSteady(check, index)) {
                        return true;
                    }
                }
            }
        }
        return probe.isSteadySince(node, index);
    }
}
