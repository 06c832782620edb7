package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Says which services are worth watching: those that a route leads to, and those that may declare one.
 *
 * <p>Confined to the discovery thread; owns nothing.
 */
final class Interest {

    private final DiscoveryConfig config;
    private final List<Dialect> dialects;
    private final WatchedKeys keys;
    private Targets targets;

    Interest(DiscoveryConfig config, List<Dialect> dialects, WatchedKeys keys) {
        this.config = config;
        this.keys = keys;
        this.dialects = List.copyOf(dialects);
        this.targets = new Targets(config.routes(), keys.routes());
    }

    /** The services that routes name, which are watched whether they exist or not. */
    Set<String> named() {
        return targets().services;
    }

    /** Whether a route names this service. */
    boolean isNamed(String service) {
        return targets().services.contains(service);
    }

    /**
     * Whether instances with these tags can be peers of a tag's route or declare their own. Where {@code --tag} narrows the
     * view, every service that bears such a tag is watched, which also finds routes that stand in Meta only.
     */
    boolean isIn(String service, Collection<String> serviceTags) {
        for (String tag : serviceTags) {
            if (config.tags().isEmpty() ? isTarget(tag) : config.tags().contains(tag)) {
                return true;
            }
        }
        return config.tags().isEmpty() && dialects.stream().anyMatch(dialect -> dialect.claimsService(service));
    }

    private boolean isTarget(String tag) {
        if (targets().tags.contains(tag)) {
            return true;
        }
        for (Dialect dialect : dialects) {
            if (dialect.claims(tag)) {
                return true;
            }
        }
        return false;
    }

    /** Routes that lead nowhere but to fixed addresses can be served whatever a registry says. */
    boolean needsCatalog() {
        return config.routes().isEmpty()
                || config.routes().stream().anyMatch(route -> !(route.target() instanceof Target.Static));
    }

    private Targets targets() {
        if (targets.keyed != keys.routes()) {
            targets = new Targets(config.routes(), keys.routes());
        }
        return targets;
    }

    /** Where the routes of an operator lead. */
    /* Kept, as a thousand services are looked at whenever the catalogue moves. */
    private static final class Targets {

        private final List<RouteSpec> keyed;
        private final SortedSet<String> services = new TreeSet<>();
        private final Set<String> tags = new HashSet<>();

        private Targets(List<RouteSpec> given, List<RouteSpec> keyed) {
            this.keyed = keyed;
            given.forEach(this::add);
            keyed.forEach(this::add);
        }

        private void add(RouteSpec route) {
            if (route.target() instanceof Target.Service service) {
                services.add(service.name());
            } else if (route.target() instanceof Target.Tag tag) {
                tags.add(tag.tag());
            }
        }
    }
}
