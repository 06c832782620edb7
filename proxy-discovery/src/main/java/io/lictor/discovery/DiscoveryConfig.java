package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to look for.
 *
 * @param routes the routes given by flags, in their order; static targets among them
 * @param tags where not empty, only instances that bear at least one of these tags count
 * @param policy what else the registry may say
 */
public record DiscoveryConfig(List<RouteSpec> routes, Set<String> tags, DiscoveryPolicy policy) {

    public DiscoveryConfig {
        routes = List.copyOf(routes);
        tags = Set.copyOf(tags);
    }

    /** With {@link DiscoveryPolicy#DEFAULT}, but no keys are watched. */
    public DiscoveryConfig(List<RouteSpec> routes, Set<String> tags) {
        this(routes, tags, DiscoveryPolicy.DEFAULT.withKeys(Optional.empty()));
    }

    public DiscoveryConfig withPolicy(DiscoveryPolicy newPolicy) {
        return new DiscoveryConfig(routes, tags, newPolicy);
    }
}
