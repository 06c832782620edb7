package io.lictor.discovery.consul;

import io.lictor.discovery.Instance;
import io.lictor.discovery.consul.ConsulJson.Check;
import io.lictor.discovery.consul.ConsulJson.Entry;
import io.lictor.discovery.consul.ConsulJson.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes an instance of what Consul says of one: the part of it that means something here.
 *
 * <p>Confined to its watch's thread. Owns the memory of what checks said.
 */
final class Projection {

    private final String service;
    private final Optional<String> tagged;
    private final HealthOf health = new HealthOf();

    /**
     * @param service what was asked for
     * @param tagged by which of the addresses that instances have by name they are reached; empty for the usual one
     */
    Projection(String service, Optional<String> tagged) {
        this.service = service;
        this.tagged = tagged;
    }

    /** By which of the addresses that instances have by name they are reached. */
    Optional<String> tagged() {
        return tagged;
    }

    /** Forgets the checks of all other nodes. */
    void keepNodes(Set<String> nodes) {
        health.keepNodes(nodes);
    }

    Instance of(Entry entry) {
        ConsulJson.Service s = entry.service();
        ConsulJson.Node node = entry.node();
        TaggedAddress own = orNone(s.tagged());
        Weights weights = weights(s);
        List<Check> checks = entry.checks() == null ? List.of() : entry.checks();
        return new Instance(
                new Instance.Id(orEmpty(node.datacenter()), node.node(), s.id()),
                s.service() == null ? service : s.service(),
                address(own, s, node),
                own.address().isEmpty() || own.port() < 1 ? s.port() : own.port(),
                s.tags() == null ? List.of() : s.tags(),
                s.meta() == null ? Map.of() : s.meta(),
                health.status(node.node(), checks),
                Math.max(0, weights.passing()),
                Math.max(0, weights.warning()),
                s.createIndex());
    }

    /** The wanted one of the service, else its own, else the wanted one of its node, else that one's own. */
    private static String address(TaggedAddress own, ConsulJson.Service service, ConsulJson.Node node) {
        if (!own.address().isEmpty()) {
            return own.address();
        }
        if (!orEmpty(service.address()).isEmpty()) {
            return orEmpty(service.address());
        }
        TaggedAddress itsNodes = orNone(node.tagged());
        return itsNodes.address().isEmpty() ? orEmpty(node.address()) : itsNodes.address();
    }

    /** Those of the registration, but what Meta says of the first of them; where that is nothing, both are. */
    private static Weights weights(ConsulJson.Service service) {
        Weights written = service.weights() == null ? new Weights(1, 1) : service.weights();
        OptionalInt meta = service.meta() == null ? OptionalInt.empty() : Instance.weightIn(service.meta());
        if (meta.isEmpty()) {
            return written;
        }
        return new Weights(meta.getAsInt(), meta.getAsInt() == 0 ? 0 : written.warning());
    }

    private static TaggedAddress orNone(@Nullable TaggedAddress tagged) {
        return tagged == null ? TaggedAddress.NONE : tagged;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
