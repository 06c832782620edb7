package io.lictor.route;

import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.http.ClientAccess;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
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
 * @param check what it asks of requests beside host and path, compiled
 * @param access which clients it serves, compiled
 */
public record Route(
        RouteSpec spec, Upstream upstream, RouteRules rules, FilterChains filters, Check check, ClientAccess access) {

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
                filters,
                Check.of(spec.condition()),
                ClientAccess.of(spec.options().access()));
    }

    /** One without filters. */
    public static Route of(RouteSpec spec, Upstream upstream, Via via) {
        return of(spec, upstream, via, FilterChains.NONE);
    }

    boolean hasCondition() {
        return check != Check.NONE;
    }

    /**
     * Whether a request with this route's host and path is one that it takes.
     *
     * @param client the client's address in ASCII
     */
    public boolean accepts(Head request, RequestPath path, byte[] client) {
        return check == Check.NONE || check.surelyHolds(request, path, client);
    }

    public RouteOptions options() {
        return spec.options();
    }
}
