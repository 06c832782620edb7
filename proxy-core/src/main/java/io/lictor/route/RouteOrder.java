package io.lictor.route;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order routes are tried that have the same host and path, and which of them are not needed. Without state: any
 * thread.
 *
 * <p>First those of an operator, then those that services declare: a tag takes nothing that a flag has. Among these the
 * greater {@code priority}, then the one that asks for more, then by the name of where it leads. What stands behind one
 * without a condition is never reached.
 */
final class RouteOrder {

    private static final Comparator<Route> BY_TRUST =
            Comparator.comparing((Route route) -> route.spec().target() instanceof Target.Declared);

    private static final Comparator<Route> BY_PRIORITY =
            BY_TRUST.thenComparing(route -> route.spec().priority(), Comparator.reverseOrder());

    private static final Comparator<Route> BEST_FIRST = BY_PRIORITY
            .thenComparing(route -> route.spec().condition().size(), Comparator.reverseOrder())
            .thenComparing(route -> route.spec().target().toString());

    private RouteOrder() {}

    /** Whether {@code one} is an operator's and {@code other} a service's. */
    static boolean isTrustedMore(Route one, Route other) {
        return BY_TRUST.compare(one, other) < 0;
    }

    /**
     * The routes of one host by their paths, in the order in which these were first written, but regular expressions with a
     * greater priority before others. Of two with the same key the first counts.
     */
    static List<List<Route>> byPath(List<Route> routes) {
        Map<String, List<Route>> byPlace = new LinkedHashMap<>();
        Set<String> keys = new HashSet<>();
        for (Route route : routes) {
            RouteSpec spec = route.spec();
            if (keys.add(spec.key())) {
                byPlace.computeIfAbsent(spec.place(), place -> new ArrayList<>())
                        .add(route);
            }
        }
        List<List<Route>> groups = new ArrayList<>(byPlace.values());
        groups.forEach(group -> group.sort(BEST_FIRST));
        // Only of regular expressions does the order of paths matter.
        groups.sort(Comparator.comparing(group -> group.get(0), BY_PRIORITY));
        return groups;
    }
}
