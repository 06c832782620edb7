package io.lictor.discovery;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a datacenter is called: as it was given, else as the last run knew it, until the registry or an instance of it says so.
 *
 * <p>Confined to the discovery thread; owns nothing.
 */
final class DatacenterName {

    private static final Logger log = LoggerFactory.getLogger(DatacenterName.class);

    private final Source source;
    private String name;
    /** Whether that is only what the last run knew. */
    private boolean restored;

    DatacenterName(Source source) {
        this.source = source;
        this.name = source.datacenter();
    }

    /** Empty while nobody has said it. */
    String name() {
        return name;
    }

    /** The last run knew it by this name; empty where nobody had said one. */
    void restore(String saved) {
        name = saved;
        restored = !saved.isEmpty();
        source.registry().knew(saved);
    }

    /**
     * Learns it from an answer.
     *
     * @param instances those in the answer
     * @return whether what the last run knew was another's, because the agent is another now; keys that it knew are served
     *     all the same, as long as any that are missing
     */
    boolean learn(List<Instance> instances) {
        String said = source.registry().identity().datacenter();
        if (said.isEmpty() && !instances.isEmpty()) {
            said = instances.get(0).id().datacenter();
        }
        if (said.isEmpty()) {
            // An answer that lacks it names no other one.
            return false;
        }
        boolean isOther = restored && !said.equals(name);
        if (isOther) {
            log.warn("datacenter={} is not restored={}: what the last run knew is dropped", said, name);
        }
        restored = false;
        name = said;
        return isOther;
    }
}
