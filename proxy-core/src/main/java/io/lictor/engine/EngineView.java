package io.lictor.engine;

import java.util.List;

/**
 * One consistent view of the routes and the upstreams: those of one generation, and what left it.
 *
 * @param generation its number, counting up from 0
 * @param routes in the order of the desired state
 * @param upstreams by name
 * @param leaving peers that the registry removed and that still have something under way; one that is neither here nor in
 *     {@code upstreams} gets nothing any more and can be stopped
 */
public record EngineView(
        long generation, List<RouteView> routes, List<UpstreamView> upstreams, List<LeavingView> leaving) {

    /** One that no peer has left. */
    public EngineView(long generation, List<RouteView> routes, List<UpstreamView> upstreams) {
        this(generation, routes, upstreams, List.of());
    }

    public EngineView {
        routes = List.copyOf(routes);
        upstreams = List.copyOf(upstreams);
        leaving = List.copyOf(leaving);
    }

    /**
     * A peer that left.
     *
     * @param upstream which it was in
     * @param address where it listens
     * @param name its address as it was written
     * @param inFlight exchanges under way there now, tunnels among them
     * @param tunnels those that are tunnels
     * @param leavingMillis how long ago it left, in milliseconds
     * @param cutMillis in how many milliseconds {@code drain_timeout} ends what is left; -1 when nothing does
     * @param instances who stood behind it, {@code DATACENTER/NODE/SERVICE-ID}
     */
    public record LeavingView(
            String upstream,
            String address,
            String name,
            int inFlight,
            int tunnels,
            long leavingMillis,
            long cutMillis,
            List<String> instances) {

        public LeavingView {
            instances = List.copyOf(instances);
        }
    }
}
