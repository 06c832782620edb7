package io.lictor.engine;

import java.util.List;

/**
 * One consistent view of the routes and the upstreams: those of one generation.
 *
 * @param generation its number, counting up from 0
 * @param routes in the order of the desired state
 * @param upstreams by name
 */
public record EngineView(long generation, List<RouteView> routes, List<UpstreamView> upstreams) {

    public EngineView {
        routes = List.copyOf(routes);
        upstreams = List.copyOf(upstreams);
    }
}
