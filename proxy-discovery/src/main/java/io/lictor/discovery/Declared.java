package io.lictor.discovery;

import io.lictor.config.RouteSpec;

/**
 * One instance's part in one route.
 *
 * @param instance who serves it
 * @param route its target is {@link io.lictor.config.Target.Declared}
 * @param byOperator whether an operator wrote it, not the service
 */
public record Declared(Instance instance, RouteSpec route, boolean byOperator) {

    /** The same, asking for another share of the route's requests. */
    public Declared withShare(int millionths) {
        return new Declared(instance, route.withShare(millionths), byOperator);
    }
}
