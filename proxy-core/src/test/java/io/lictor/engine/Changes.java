package io.lictor.engine;

import io.lictor.config.DesiredState;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import java.util.List;

/** Desired states that differ from the ones before. */
final class Changes {

    private Changes() {}

    /** The route's state, whose upstream keeps the name that the only one of {@code lictor} has. */
    static DesiredState state(String route, Lictor lictor) throws SpecException {
        DesiredState state = StaticRoutes.desired(List.of(RouteParser.parse(route, "test")));
        String name = lictor.view().upstreams().get(0).name();
        UpstreamSpec spec = state.upstreams().get(0);
        return new DesiredState(
                List.of(new DesiredState.BoundRoute(state.routes().get(0).spec(), name)),
                List.of(new UpstreamSpec(name, spec.options(), spec.peers())));
    }

    /** The same without any peer. */
    static DesiredState withoutPeers(String route, Lictor lictor) throws SpecException {
        DesiredState state = state(route, lictor);
        UpstreamSpec spec = state.upstreams().get(0);
        return new DesiredState(state.routes(), List.of(new UpstreamSpec(spec.name(), spec.options(), List.of())));
    }
}
