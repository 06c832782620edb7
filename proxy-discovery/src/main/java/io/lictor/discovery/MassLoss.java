package io.lictor.discovery;

import java.util.Collection;

/**
 * Says whether so much is missing at once that one must think the registry is gone and not what it lists; and raises the
 * alarm, of that and of what the registry denies.
 *
 * <p>Confined to the discovery thread.
 */
final class MassLoss {

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
     * @param catalogEmpty whether the catalogue has nothing but the registry itself
     */
    void judge(Collection<ServiceWatch> services, boolean catalogDenied, boolean catalogEmpty) {
        int vanished = 0;
        int denied = catalogDenied ? 1 : 0;
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
