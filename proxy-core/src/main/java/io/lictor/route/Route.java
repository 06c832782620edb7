package io.lictor.route;

import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.upstream.Upstream;

/**
 * A route ready to be used: what was written, and the upstream it leads to.
 *
 * @param spec as written
 * @param upstream where it leads
 */
public record Route(RouteSpec spec, Upstream upstream) {

    public RouteOptions options() {
        return spec.options();
    }
}
