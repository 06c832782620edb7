package io.lictor.discovery;

import java.util.Collection;

/**
 * Says whether so many services were emptied at once that one must think the registry is gone and not they; and raises the
 * alarm, of that and of what the registry denies.
 *
 * <p>Confined to the discovery thread.
 */
final class MassLoss {

    private static final int SERVICES = 3;
    private static final double SHARE = 0.3;

    private final Alarms alarms;

    /** @param datacenter its name as it was given; empty for the registry's own */
    MassLoss(String datacenter) {
        alarms = new Alarms(datacenter);
    }

    /** Looks at all services of the datacenter; what they hold is held longer where the registry seems to be gone. */
    void judge(Collection<ServiceWatch> services, boolean catalogDenied) {
        long vanished = services.stream().filter(ServiceWatch::isVanished).count();
        boolean mass = vanished >= SERVICES && vanished > SHARE * services.size();
        if (mass) {
            services.forEach(ServiceWatch::prolong);
        }
        long denied = services.stream().filter(ServiceWatch::isDenied).count() + (catalogDenied ? 1 : 0);
        alarms.update(denied, mass ? vanished : 0);
    }
}
