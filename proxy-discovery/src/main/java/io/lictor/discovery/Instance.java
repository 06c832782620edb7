package io.lictor.discovery;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One registered instance of a service: the projection of a registry's answer that matters here. Two equal instances
 * mean the same to the proxy, whatever else the registry wrote about them. Immutable; any thread.
 *
 * @param id who it is
 * @param service its service's name
 * @param address where it listens; empty when the registry knows none
 * @param port where it listens; 0 when the registry knows none
 * @param tags sorted, each once
 * @param meta its key-value pairs, sorted by key
 * @param status its health
 * @param passingWeight its share while {@link Status#PASSING}; 0 = none
 * @param warningWeight its share while {@link Status#WARNING}; 0 = none
 * @param created grows from one registration to the next, so that the newest instance can be told
 */
public record Instance(
        Id id,
        String service,
        String address,
        int port,
        List<String> tags,
        Map<String, String> meta,
        Status status,
        int passingWeight,
        int warningWeight,
        long created) {

    /** The order of peers: by node, then service id, so that an update never shuffles those that stay. */
    static final Comparator<Instance> ORDER = Comparator.comparing(Instance::id);

    /** The key in Meta of a weight that goes before the registry's own. */
    static final String META_WEIGHT = "weight";

    /** As much as an option {@code weight=} may say. */
    static final int MOST_WEIGHT = 65_535;

    public Instance {
        tags = tags.stream().sorted().distinct().toList();
        meta = meta.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(meta));
    }

    /**
     * An instance's identity. A service id is unique on its node only.
     *
     * @param datacenter the registry's part of the world
     * @param node the machine that it is registered on
     * @param serviceId its id there
     */
    public record Id(String datacenter, String node, String serviceId) implements Comparable<Id> {

        private static final Comparator<Id> ORDER =
                Comparator.comparing(Id::node).thenComparing(Id::serviceId).thenComparing(Id::datacenter);

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return datacenter + "/" + node + "/" + serviceId;
        }
    }

    /** An instance's health, the worst of its checks. */
    public enum Status {
        PASSING,
        WARNING,
        /** A check says critical but has not run since it was registered: no statement about the instance. */
        PENDING,
        CRITICAL,
        MAINTENANCE,
        /** The registry does not list it any more and has not said why: kept for a while, behind those that it lists. */
        MISSING;

        /** Whether an instance in this state takes requests. */
        boolean isUsable() {
            return this == PASSING || this == WARNING || this == MISSING;
        }
    }

    Instance withStatus(Status newStatus) {
        return newStatus == status
                ? this
                : new Instance(
                        id, service, address, port, tags, meta, newStatus, passingWeight, warningWeight, created);
    }

    /** The same, kept although the registry does not list it any more; with the share that it had. */
    Instance missing() {
        return new Instance(id, service, address, port, tags, meta, Status.MISSING, weight(), warningWeight, created);
    }

    /** The share its state gives it; 0 when it takes no requests. */
    int weight() {
        return switch (status) {
            case PASSING, MISSING -> passingWeight;
            case WARNING -> warningWeight;
            case PENDING, CRITICAL, MAINTENANCE -> 0;
        };
    }

    /**
     * What its Meta says instead of the registry's weights: its share while it passes, and none in any state where that is 0;
     * empty where it says nothing that is a weight.
     */
    public static OptionalInt weightIn(Map<String, String> meta) {
        String text = meta.getOrDefault(META_WEIGHT, "");
        boolean isNumber = !text.isEmpty()
                && text.length() <= 5
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text) <= MOST_WEIGHT;
        return isNumber ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /** Whether it takes requests at all. */
    public boolean takesRequests() {
        return weight() > 0;
    }

    /** {@code NAME@NODE}, for messages. */
    public String label() {
        return service + "@" + id.node();
    }
}
