package io.lictor.discovery;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was known of one datacenter, to be known again at the next start. Immutable; any thread.
 *
 * @param datacenter which one
 * @param services by name
 */
public record SavedState(String datacenter, Map<String, Service> services) {

    public SavedState {
        services = Collections.unmodifiableMap(new TreeMap<>(services));
    }

    /**
     * One service.
     *
     * @param revision the registry's mark of the moment at which this was so; 0 for none
     * @param instances those in effect
     */
    public record Service(long revision, List<Instance> instances) {

        public Service {
            instances = List.copyOf(instances);
        }
    }
}
