package io.lictor.discovery;

import java.util.Collection;
import java.util.Set;

/**
 * Says whether so much is missing at once that one must think the registry is gone and not what it lists; and raises the
 * alarm, of that and of what the registry denies.
 *
 * <p>Confined to the discovery thread.
 */
final class MassLoss {

    /** What Consul's servers are registered as in the catalogue: with nothing else it is as good as empty. */
    private static final String REGISTRY_ITSELF = "consul";

    private static final int SERVICES = 3;
    private static final double SHARE_OF_SERVICES = 0.3;

    /** Two machines that leave together are nothing unusual, and in a small site they are all there are. */
    private static final int INSTANCES = 3;

    private static final double SHARE_OF_INSTANCES = 0.5;

    private final Alarms alarms;

    /** @param datacenter its name as it was given; empty for the registry's own */
    MassLoss(String datacenter) {
        alarms = new Alarms(datacenter);
    }

    /**
     * Looks at all services of the datacenter; what they hold is held longer where the registry seems to be gone.
     *
     * @param catalog how the watch of the catalogue is doing
     * @param catalogued the services that it last told of
     */
    void judge(Collection<ServiceWatch> services, WatchHealth catalog, Set<String> catalogued) {
        boolean catalogEmpty = catalog.hasAnswered() && Set.of(REGISTRY_ITSELF).containsAll(catalogued);
        int vanished = 0;
        int denied = catalog.isDenied() ? 1 : 0;
        long held = 0;
        long usable = 0;
        for (ServiceWatch service : services) {
            // What may not be read any more is not lost.
            vanished += service.isVanished() && !service.isDenied() ? 1 : 0;
            held += service.isDenied() ? 0 : service.held();
            denied += service.isDenied() ? 1 : 0;
            usable += service.usable();
        }
        boolean mass = held > 0
                && (catalogEmpty
                        || vanished >= SERVICES && vanished > SHARE_OF_SERVICES * services.size()
                        || held >= INSTANCES && held > SHARE_OF_INSTANCES * usable);
        if (mass) {
            services.forEach(ServiceWatch::prolong);
        }
        alarms.update(denied, mass ? held : 0);
    }
}
