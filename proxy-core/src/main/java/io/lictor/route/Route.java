package io.lictor.route;

import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.rewrite.RouteRules;
import io.lictor.rewrite.Via;
import io.lictor.upstream.Upstream;

/**
 * A route ready to be used: what was written, and the upstream it leads to.
 *
 * @param spec as written
 * @param upstream where it leads
 * @param rules what it changes in the messages, compiled
 */
public record Route(RouteSpec spec, Upstream upstream, RouteRules rules) {

    /**
     * Compiles the rules of {@code spec}.
     *
     * @param via the engine's
     */
    public static Route of(RouteSpec spec, Upstream upstream, Via via) {
        return new Route(
                spec,
                upstream,
                RouteRules.of(spec.options().rewrite(), spec.host().toString(), via));
    }

    public RouteOptions options() {
        return spec.options();
    }
}
