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
 * @param datacenters where not empty, the local one and then those to fall back on
 * @param warningServes whether an instance with a check in {@code warning} takes requests
 * @param policy what else the registry may say
 */
public record DiscoveryConfig(
        List<RouteSpec> routes,
        Set<String> tags,
        List<String> datacenters,
        boolean warningServes,
        DiscoveryPolicy policy) {

    public DiscoveryConfig {
        routes = List.copyOf(routes);
        tags = Set.copyOf(tags);
        datacenters = List.copyOf(datacenters);
    }

    /** One datacenter, in which a warning is no reason to take an instance out. */
    public DiscoveryConfig(List<RouteSpec> routes, Set<String> tags) {
        this(routes, tags, List.of(), true);
    }

    /** With {@link DiscoveryPolicy#DEFAULT}, but no keys are watched. */
    public DiscoveryConfig(List<RouteSpec> routes, Set<String> tags, List<String> datacenters, boolean warningServes) {
        this(routes, tags, datacenters, warningServes, DiscoveryPolicy.DEFAULT.withKeys(Optional.empty()));
    }

    public DiscoveryConfig withPolicy(DiscoveryPolicy newPolicy) {
        return new DiscoveryConfig(routes, tags, datacenters, warningServes, newPolicy);
    }

    /** How far away an instance is: 0 in the local datacenter, else which of those to fall back on it is in, from 1. */
    int distance(Instance instance) {
        if (datacenters.isEmpty()) {
            return 0;
        }
        int place = datacenters.indexOf(instance.id().datacenter());
        return place < 0 ? datacenters.size() : place;
    }

    /** An answer as the policy of warnings has it. */
    ServiceSnapshot judged(ServiceSnapshot snapshot) {
        if (warningServes || snapshot.instances().stream().noneMatch(i -> i.status() == Instance.Status.WARNING)) {
            return snapshot;
        }
        List<Instance> judged = snapshot.instances().stream()
                .map(i -> i.status() == Instance.Status.WARNING ? i.withStatus(Instance.Status.CRITICAL) : i)
                .toList();
        return snapshot.with(judged);
    }
}
