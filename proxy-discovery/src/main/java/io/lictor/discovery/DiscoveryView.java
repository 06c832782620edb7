package io.lictor.discovery;

import java.util.List;
import java.util.Map;

/**
 * What discovery knows and how fresh it is.
 *
 * @param ready whether every watch that a route needs has answered
 * @param watches one a query that is kept open
 * @param problems what somebody wrote or registered that could not be used; each stopped nothing else
 * @param datacenters the local one first; none without a registry
 * @param latency how long answers take until they are in effect
 */
public record DiscoveryView(
        boolean ready,
        List<WatchView> watches,
        List<Problem> problems,
        List<DatacenterView> datacenters,
        LatencyView latency) {

    public DiscoveryView {
        watches = List.copyOf(watches);
        problems = List.copyOf(problems);
        datacenters = List.copyOf(datacenters);
    }

    /** Of no datacenter. */
    public DiscoveryView(boolean ready, List<WatchView> watches, List<Problem> problems) {
        this(ready, watches, problems, List.of(), LatencyView.NOTHING);
    }

    /** The same, but not ready. */
    public DiscoveryView notReady() {
        return new DiscoveryView(false, watches, problems, datacenters, latency);
    }

    /**
     * One datacenter as a whole.
     *
     * @param name empty while nobody has said it
     * @param mode how its services are watched
     * @param heldServices how many services have instances that are held
     * @param heldInstances how many instances are held
     * @param heldKeys how many keys are held; always 0 but for the local datacenter
     * @param ageMillis since the last good answer to any question; -1 before the first
     * @param stateAgeMillis since the file of what is known was written; -1 where there is none
     * @param instances how many instances are in each state
     * @param traffic what was asked of the registry
     * @param agent who answers for it
     */
    public record DatacenterView(
            String name,
            WatchMode mode,
            int heldServices,
            int heldInstances,
            int heldKeys,
            long ageMillis,
            long stateAgeMillis,
            Map<Instance.Status, Integer> instances,
            RegistryTraffic traffic,
            RegistryIdentity agent) {

        public DatacenterView {
            instances = Map.copyOf(instances);
        }

        /** Of a registry that does not count. */
        public DatacenterView(
                String name,
                WatchMode mode,
                int heldServices,
                int heldInstances,
                int heldKeys,
                long ageMillis,
                long stateAgeMillis) {
            this(
                    name,
                    mode,
                    heldServices,
                    heldInstances,
                    heldKeys,
                    ageMillis,
                    stateAgeMillis,
                    Map.of(),
                    RegistryTraffic.NONE,
                    RegistryIdentity.NONE);
        }

        /** The same, with these ages. */
        DatacenterView aged(long newAgeMillis, long newStateAgeMillis) {
            return new DatacenterView(
                    name,
                    mode,
                    heldServices,
                    heldInstances,
                    heldKeys,
                    newAgeMillis,
                    newStateAgeMillis,
                    instances,
                    traffic,
                    agent);
        }
    }

    /**
     * One watch.
     *
     * @param name {@code catalog}, {@code service S00123-keycloak} …
     * @param state {@code INIT}, {@code LIVE}, {@code STALE}, {@code DEGRADED}, {@code HELD} or {@code DENIED}
     * @param needed whether a route needs it, so that it counts for readiness
     * @param instances how many instances it knows
     * @param ageMillis since the last good answer; -1 before the first
     * @param lastError why it is not LIVE, or empty
     */
    public record WatchView(
            String name, String state, boolean needed, int instances, long ageMillis, String lastError) {}

    /**
     * Something that could not be used.
     *
     * @param place where it stands: {@code tag "lictor:/sso max_fails=x" of S00123-keycloak@n5}
     * @param message what is wrong and what was expected
     * @param instance which instance it costs something, {@code DATACENTER/NODE/SERVICE-ID}; empty when it is of none
     */
    public record Problem(String place, String message, String instance) {

        /** A problem of no instance. */
        public Problem(String place, String message) {
            this(place, message, "");
        }

        /** {@code tag} as a place quotes it when its value may be a secret. */
        public static String masked(String tag) {
            return tag.substring(0, tag.indexOf('=') + 1) + "…";
        }

        /** Whether the place quotes {@code tag}, as it is or masked. */
        public boolean isAbout(String tag) {
            return place.contains("\"" + tag + "\"") || isMasked(tag);
        }

        /** Whether the place quotes {@code tag} without its value: it is to be shown nowhere. */
        public boolean isMasked(String tag) {
            return place.contains("\"" + masked(tag) + "\"");
        }

        /** A problem of an instance. */
        static Problem of(Instance instance, String place, String message) {
            return new Problem(place, message, instance.id().toString());
        }

        /** The same problem, of an instance. */
        Problem of(Instance instance) {
            return new Problem(place, message, instance.id().toString());
        }
    }
}
