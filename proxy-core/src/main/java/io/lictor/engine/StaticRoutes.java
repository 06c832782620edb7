package io.lictor.engine;

import io.lictor.config.DesiredState;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Routes whose targets are written out, as a desired state: what an engine without discovery serves. */
final class StaticRoutes {

    private StaticRoutes() {}

    /**
     * The state of {@code routes}. Routes to the same peers with the same options share an upstream.
     *
     * @throws IllegalArgumentException when a route's target is not static
     */
    static DesiredState desired(List<RouteSpec> routes) {
        List<DesiredState.BoundRoute> bound = new ArrayList<>();
        Map<String, UpstreamSpec> upstreams = new LinkedHashMap<>();
        for (RouteSpec route : routes) {
            if (!(route.target() instanceof Target.Static target)) {
                throw new IllegalArgumentException("route \"" + route.text() + "\": " + route.target()
                        + " (expected: http://…, without discovery)");
            }
            List<PeerSpec> peers = target.addresses().stream()
                    .map(address -> new PeerSpec(address, route.peerOptions()))
                    .toList();
            bound.add(new DesiredState.BoundRoute(route, name(route, peers, upstreams)));
        }
        return new DesiredState(bound, List.copyOf(upstreams.values()));
    }

    private static String name(RouteSpec route, List<PeerSpec> peers, Map<String, UpstreamSpec> upstreams) {
        for (int n = 1; ; n++) {
            String name = n == 1 ? route.target().toString() : route.target() + " #" + n;
            UpstreamSpec spec = new UpstreamSpec(name, route.upstreamOptions(), peers);
            UpstreamSpec known = upstreams.putIfAbsent(name, spec);
            if (known == null || known.equals(spec)) {
                return name;
            }
        }
    }
}
