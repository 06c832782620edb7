package io.lictor.discovery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once, in one line, what a human must put right: not once a service.
 *
 * <p>Confined to the discovery thread; owns nothing.
 */
final class Alarms {

    private static final Logger log = LoggerFactory.getLogger(Alarms.class);

    private final String datacenter;
    private boolean denied;
    private boolean vanished;

    /**
     * @param datacenter its name; empty for the registry's own
     */
    Alarms(String datacenter) {
        this.datacenter = datacenter;
    }

    /**
     * How things stand.
     *
     * @param deniedWatches how many the registry refuses to answer
     * @param missing how many instances are missing without explanation; 0 when those are few
     */
    void update(int deniedWatches, long missing) {
        if (deniedWatches > 0 && !denied) {
            log.error(
                    "registry denies datacenter=\"{}\" why=\"the token lacks rights; what was known stands\"",
                    datacenter);
        } else if (deniedWatches == 0 && denied) {
            log.info("registry answers again datacenter=\"{}\"", datacenter);
        }
        denied = deniedWatches > 0;
        if (missing > 0 && !vanished) {
            log.error(
                    "registry lost its instances datacenter=\"{}\" missing={} why=\"missing without explanation; kept for"
                            + " {} s, POST /api/discovery/release lets them go\"",
                    datacenter,
                    missing,
                    Guard.MASS_HOLD_MILLIS / 1_000);
        }
        vanished = missing > 0;
    }
}
