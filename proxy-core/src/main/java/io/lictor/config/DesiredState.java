package io.lictor.config;

import java.util.List;

/**
 * All that should be, at one moment: the routes and the upstreams they lead to.
 *
 * <p>Applied as a whole, so a route never precedes its peers.
 *
 * @param routes in the order in which they were written; of two with the same key the first wins
 * @param upstreams each named once; every {@link BoundRoute#upstream()} is among them
 */
public record DesiredState(List<BoundRoute> routes, List<UpstreamSpec> upstreams) {

    /** Nothing: every request is answered 404. */
    public static final DesiredState EMPTY = new DesiredState(List.of(), List.of());

    public DesiredState {
        routes = List.copyOf(routes);
        upstreams = List.copyOf(upstreams);
    }

    /**
     * A route and the upstream it leads to.
     *
     * @param spec the route as written
     * @param upstream the {@link UpstreamSpec#name()} it leads to
     */
    public record BoundRoute(RouteSpec spec, String upstream) {}
}
