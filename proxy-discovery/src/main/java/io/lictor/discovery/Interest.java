package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which services are worth watching.
 *
 * <p>Immutable; any thread.
 */
final class Interest {

    private final DiscoveryConfig config;
    private final List<Dialect> dialects;

    Interest(DiscoveryConfig config, List<Dialect> dialects) {
        this.config = config;
        this.dialects = List.copyOf(dialects);
    }

    /** The services that routes name, which are watched whether they exist or not. */
    Set<String> named() {
        Set<String> names = new TreeSet<>();
        for (RouteSpec route : config.routes()) {
            if (route.target() instanceof Target.Service service) {
                names.add(service.name());
            }
        }
        return names;
    }

    /** Whether a route names this service. */
    boolean isNamed(String service) {
        return config.routes().stream()
                .anyMatch(route -> route.target() instanceof Target.Service target
                        && target.name().equals(service));
    }

    /**
     * Whether instances with these tags can be peers of a tag's route or declare their own. Where {@code --tag} narrows the
     * view, every service that bears such a tag is watched, which also finds routes that stand in Meta only.
     */
    boolean isIn(Set<String> tags) {
        if (!config.tags().isEmpty()) {
            return tags.stream().anyMatch(config.tags()::contains);
        }
        return tags.stream()
                .anyMatch(tag -> dialects.stream().anyMatch(dialect -> dialect.claims(tag))
                        || config.routes().stream().anyMatch(r -> r.target().equals(new Target.Tag(tag))));
    }

    /** Routes that lead nowhere but to fixed addresses can be served whatever a registry says. */
    boolean needsCatalog() {
        return config.routes().isEmpty()
                || config.routes().stream().anyMatch(route -> !(route.target() instanceof Target.Static));
    }
}
