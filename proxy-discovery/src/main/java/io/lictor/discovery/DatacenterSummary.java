package io.lictor.discovery;

import io.lictor.discovery.DiscoveryView.DatacenterView;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Puts together how one datacenter is doing as a whole. Without state; the discovery thread's. */
final class DatacenterSummary {

    private DatacenterSummary() {}

    /**
     * All in all, but with the moment of the last answer in place of its age, and nothing of the file.
     *
     * @param registry whose datacenter it is
     * @param keys those that are this datacenter's
     */
    static DatacenterView of(
            String name,
            Registry registry,
            WatchHealth catalog,
            Collection<ServiceWatch> services,
            Optional<WatchedKeys> keys) {
        long answeredAt =
                Math.max(catalog.answeredAt(), keys.map(WatchedKeys::answeredAt).orElse(WatchHealth.NEVER));
        int heldServices = 0;
        int heldInstances = 0;
        int[] byStatus = new int[Instance.Status.values().length];
        for (ServiceWatch service : services) {
            service.instances().forEach(instance -> byStatus[instance.status().ordinal()]++);
            answeredAt = Math.max(answeredAt, service.answeredAt());
            int held = service.held();
            heldServices += held > 0 ? 1 : 0;
            heldInstances += held;
        }
        int heldKeys = keys.map(WatchedKeys::held).orElse(0);
        Map<Instance.Status, Integer> instances = new EnumMap<>(Instance.Status.class);
        for (Instance.Status status : Instance.Status.values()) {
            instances.put(status, byStatus[status.ordinal()]);
        }
        return new DatacenterView(
                name,
                registry.mode(),
                heldServices,
                heldInstances,
                heldKeys,
                answeredAt,
                -1,
                instances,
                registry.traffic(),
                registry.identity());
    }
}
