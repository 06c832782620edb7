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
 * @param filters who is asked about its exchanges
 */
public record Route(RouteSpec spec, Upstream upstream, RouteRules rules, FilterChains filters) {

    /**
     * Compiles the rules of {@code spec}.
     *
     * @param via the engine's
     * @param filters those that {@code spec} names
     */
    public static Route of(RouteSpec spec, Upstream upstream, Via via, FilterChains filters) {
        return new Route(
                spec,
                upstream,
                RouteRules.of(spec.options().rewrite(), spec.host().toString(), via),
                filters);
    }

    /** One without filters. */
    public static Route of(RouteSpec spec, Upstream upstream, Via via) {
        return of(spec, upstream, via, FilterChains.NONE);
    }

    public RouteOptions options() {
        return spec.options();
    }
}
