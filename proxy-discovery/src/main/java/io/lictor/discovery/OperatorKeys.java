package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.spec.RouteDefaults;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an operator wrote into the registry's keys, read. Immutable.
 *
 * @param routes in the order of their keys
 * @param defaults for every route
 * @param serviceDefaults for the routes of one service, by its name; they go before {@code defaults}
 * @param commands keys and texts for {@link KeyCommands}
 * @param problems what could not be used
 */
record OperatorKeys(
        List<RouteSpec> routes,
        RouteDefaults defaults,
        Map<String, RouteDefaults> serviceDefaults,
        SortedMap<String, String> commands,
        List<Problem> problems) {

    /** Nothing was written. */
    static final OperatorKeys NONE =
            new OperatorKeys(List.of(), RouteDefaults.NONE, Map.of(), new TreeMap<>(), List.of());

    OperatorKeys {
        routes = List.copyOf(routes);
        serviceDefaults = Map.copyOf(serviceDefaults);
        problems = List.copyOf(problems);
    }

    /** The same, with other commands. */
    OperatorKeys withCommands(SortedMap<String, String> newCommands) {
        return new OperatorKeys(routes, defaults, serviceDefaults, newCommands, problems);
    }

    /** Whether {@link #withDefaults} does the same. */
    boolean sameDefaults(OperatorKeys other) {
        return defaults.equals(other.defaults) && serviceDefaults.equals(other.serviceDefaults);
    }

    /** The service whose defaults are for a route. */
    static Optional<String> service(RouteSpec route) {
        if (route.target() instanceof Target.Service target) {
            return Optional.of(target.name());
        }
        return route.target() instanceof Target.Declared target ? Optional.of(target.service()) : Optional.empty();
    }

    /**
     * The route with the defaults for it: those of the service that it leads to, then those of every route.
     *
     * @param problems takes what could not be taken
     */
    RouteSpec withDefaults(RouteSpec route, List<Problem> problems) {
        RouteDefaults both = service(route)
                .map(service -> serviceDefaults.getOrDefault(service, RouteDefaults.NONE))
                .orElse(RouteDefaults.NONE)
                .over(defaults);
        RouteDefaults.Applied applied = both.under(route);
        for (String refused : applied.refused()) {
            problems.add(new Problem("defaults of route " + route.key() + " (" + route.source() + ")", refused));
        }
        return applied.route();
    }
}
