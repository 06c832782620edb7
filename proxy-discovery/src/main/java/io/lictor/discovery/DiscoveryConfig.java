package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import java.util.List;
import java.util.Set;

/**
 * What to look for.
 *
 * @param routes the routes given by flags, in their order; static targets among them
 * @param tags where not empty, only instances that bear at least one of these tags count
 */
public record DiscoveryConfig(List<RouteSpec> routes, Set<String> tags) {

    public DiscoveryConfig {
        routes = List.copyOf(routes);
        tags = Set.copyOf(tags);
    }
}
