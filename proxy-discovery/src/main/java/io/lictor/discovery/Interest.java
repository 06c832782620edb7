package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Says which services are worth watching: those that a route leads to, and those that may declare one.
 *
 * <p>Confined to the discovery thread; owns nothing.
 */
final class Interest {

    private final DiscoveryConfig config;
    private final List<Dialect> dialects;
    private final WatchedKeys keys;

    Interest(DiscoveryConfig config, List<Dialect> dialects, WatchedKeys keys) {
        this.config = config;
        this.keys = keys;
        this.dialects = List.copyOf(dialects);
    }

    /** The services that routes name, which are watched whether they exist or not. */
    Set<String> named() {
        Set<String> names = new TreeSet<>();
        operatorRoutes().forEach(route -> {
            if (route.target() instanceof Target.Service service) {
                names.add(service.name());
            }
        });
        return names;
    }

    /** Whether a route names this service. */
    boolean isNamed(String service) {
        return operatorRoutes()
                .anyMatch(route -> route.target() instanceof Target.Service target
                        && target.name().equals(service));
    }

    /**
     * Whether instances with these tags can be peers of a tag's route or declare their own. Where {@code --tag} narrows the
     * view, every service that bears such a tag is watched, which also finds routes that stand in Meta only.
     */
    boolean isIn(String service, Set<String> tags) {
        if (!config.tags().isEmpty()) {
            return tags.stream().anyMatch(config.tags()::contains);
        }
        return dialects.stream().anyMatch(dialect -> dialect.claimsService(service))
                || tags.stream()
                        .anyMatch(tag -> dialects.stream().anyMatch(dialect -> dialect.claims(tag))
                                || operatorRoutes().anyMatch(r -> r.target().equals(new Target.Tag(tag))));
    }

    /** Routes that lead nowhere but to fixed addresses can be served whatever a registry says. */
    boolean needsCatalog() {
        return config.routes().isEmpty()
                || config.routes().stream().anyMatch(route -> !(route.target() instanceof Target.Static));
    }

    private Stream<RouteSpec> operatorRoutes() {
        return Stream.concat(config.routes().stream(), keys.routes());
    }
}
