package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which instances a route could lead to, and why some are not among its peers: what {@link Composer} does, told. Immutable:
 * any thread.
 */
final class RouteInstances {

    private final Set<String> tags;
    private final List<Dialect> dialects;

    /**
     * @param tags those that {@code --tag} asks for
     */
    RouteInstances(Set<String> tags, List<Dialect> dialects) {
        this.tags = Set.copyOf(tags);
        this.dialects = List.copyOf(dialects);
    }

    /**
     * The instances of {@code route}, used or not; none where its addresses are written out.
     *
     * @param services the instances in effect, by service
     */
    List<InstanceView> of(RouteSpec route, Map<String, List<Instance>> services) {
        List<InstanceView> views = new ArrayList<>();
        Target target = route.target();
        services.forEach((service, instances) -> {
            for (Instance instance : instances) {
                boolean isIts = target instanceof Target.Service named
                                && named.name().equals(service)
                        || target instanceof Target.Declared declared
                                && declared.service().equals(service)
                        || target instanceof Target.Tag tag && instance.tags().contains(tag.tag());
                if (isIts) {
                    views.add(view(instance, why(instance, route)));
                }
            }
        });
        return views;
    }

    private static InstanceView view(Instance instance, String why) {
        return new InstanceView(
                instance.id().toString(),
                instance.service(),
                instance.address() + ":" + instance.port(),
                instance.status().name().toLowerCase(Locale.ROOT),
                why.isEmpty(),
                why);
    }

    /** Why it is no peer of the route; empty when it is one. */
    private String why(Instance instance, RouteSpec route) {
        if (!tags.isEmpty() && Collections.disjoint(instance.tags(), tags)) {
            return "bears none of the tags that --tag asks for";
        }
        if (route.target() instanceof Target.Declared && !declares(instance, route.claim())) {
            return "does not declare this route";
        }
        String why = switch (instance.status()) {
            case CRITICAL -> "a check of it is critical";
            case PENDING -> "its check has not run yet";
            case MAINTENANCE -> "in maintenance";
            case PASSING, WARNING, MISSING -> "";
        };
        if (!why.isEmpty()) {
            return why;
        }
        if (instance.weight() == 0) {
            return "the registry gives it the weight 0";
        }
        if (instance.address().isEmpty()) {
            return "no address is registered";
        }
        return instance.port() < 1 || instance.port() > 65_535 ? "no port is registered" : "";
    }

    private boolean declares(Instance instance, String claim) {
        return dialects.stream()
                .flatMap(dialect -> dialect.read(instance).routes().stream())
                .anyMatch(route -> route.claim().equals(claim));
    }
}
