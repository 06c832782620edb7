package io.lictor.discovery;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was known of one datacenter, to be known again at the next start. Immutable; any thread.
 *
 * @param datacenter which one; empty while no instance has said so
 * @param services by name
 * @param keys the keys that were watched, and their values
 * @param standing of keys that cannot be read, what they said when they could be
 */
public record SavedState(
        String datacenter, Map<String, Service> services, Map<String, String> keys, Map<String, String> standing) {

    public SavedState {
        services = Collections.unmodifiableMap(new TreeMap<>(services));
        keys = Collections.unmodifiableMap(new TreeMap<>(keys));
        standing = Collections.unmodifiableMap(new TreeMap<>(standing));
    }

    /** Without keys. */
    public SavedState(String datacenter, Map<String, Service> services) {
        this(datacenter, services, Map.of(), Map.of());
    }

    /** The same with keys. */
    SavedState withKeys(Map<String, String> newKeys, Map<String, String> newStanding) {
        return new SavedState(datacenter, services, newKeys, newStanding);
    }

    /**
     * One service.
     *
     * @param revision the registry's mark of the moment at which this was so; 0 for none
     * @param instances those in effect, as the registry last described them
     * @param missing those of them that it did not list then, without saying why
     */
    public record Service(long revision, List<Instance> instances, Set<Instance.Id> missing) {

        public Service {
            instances = List.copyOf(instances);
            missing = Set.copyOf(missing);
        }

        /** One of which nothing is missing. */
        public Service(long revision, List<Instance> instances) {
            this(revision, instances, Set.of());
        }
    }
}
