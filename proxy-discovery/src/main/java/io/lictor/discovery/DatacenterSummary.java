package io.lictor.discovery;

import io.lictor.discovery.DiscoveryView.DatacenterView;
import java.util.Collection;
import java.util.Optional;

/** Puts together how one datacenter is doing as a whole. Without state; the discovery thread's. */
final class DatacenterSummary {

    private DatacenterSummary() {}

    /**
     * All in all, but with the moment of the last answer in place of its age, and nothing of the file.
     *
     * @param keys those that are this datacenter's
     */
    static DatacenterView of(
            String name,
            WatchMode mode,
            WatchHealth catalog,
            Collection<ServiceWatch> services,
            Optional<WatchedKeys> keys) {
        long answeredAt =
                Math.max(catalog.answeredAt(), keys.map(WatchedKeys::answeredAt).orElse(WatchHealth.NEVER));
        int heldServices = 0;
        int heldInstances = 0;
        for (ServiceWatch service : services) {
            answeredAt = Math.max(answeredAt, service.answeredAt());
            int held = service.held();
            heldServices += held > 0 ? 1 : 0;
            heldInstances += held;
        }
        int heldKeys = keys.map(WatchedKeys::held).orElse(0);
        return new DatacenterView(name, mode, heldServices, heldInstances, heldKeys, answeredAt, -1);
    }
}
