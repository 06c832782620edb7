package io.lictor.discovery.dialect.traefik;

import io.lictor.config.Condition;
import io.lictor.config.HostPattern;
import io.lictor.config.PathPattern;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a rule into places of the route table. A route stands at one host and one path, so a rule with {@code ||} over hosts
 * or paths becomes several, one for each combination; what a place cannot say is asked as a condition there.
 *
 * <p>Without state: any thread.
 */
final class RuleRoutes {

    /** Each is an upstream of its own. */
    private static final int MOST_PLACES = 32;

    private static final PathPattern ROOT = new PathPattern(PathPattern.Kind.SEGMENT_PREFIX, "/");

    /** The most telling first: where a route with two of them stands. */
    private static final Comparator<PathPattern> BEST_PATH = Comparator.comparing(
                    (PathPattern path) -> path.isRegex() ? 2 : path.kind() == PathPattern.Kind.EXACT ? 0 : 1)
            .thenComparing(path -> path.text().length(), Comparator.reverseOrder())
            .thenComparing(PathPattern::text);

    private static final Comparator<HostPattern> BEST_HOST = Comparator.comparing(HostPattern::kind)
            .thenComparing(host -> host.text().length(), Comparator.reverseOrder())
            .thenComparing(HostPattern::text);

    /**
     * Where a route stands, and what it asks for there.
     *
     * @param condition none but what host and path do not say
     */
    record Place(HostPattern host, PathPattern path, Condition condition) {}

    private RuleRoutes() {}

    /**
     * The places of a rule.
     *
     * @throws SpecException when there would be too many
     */
    static List<Place> of(Condition rule) throws SpecException {
        Set<Place> places = new LinkedHashSet<>();
        for (List<Condition> alternative : alternatives(rule)) {
            places.add(place(alternative));
        }
        return List.copyOf(places);
    }

    /** Of each list all must hold; of the lists one. An either-or without hosts and paths stays a single test. */
    private static List<List<Condition>> alternatives(Condition condition) throws SpecException {
        List<List<Condition>> alternatives = new ArrayList<>();
        if (condition instanceof Condition.AnyOf any && isPlaced(any)) {
            for (Condition part : any.parts()) {
                alternatives.addAll(alternatives(part));
            }
        } else if (condition instanceof Condition.All all) {
            alternatives.add(List.of());
            for (Condition part : all.parts()) {
                alternatives = combined(alternatives, alternatives(part));
            }
        } else {
            alternatives.add(List.of(condition));
        }
        return bounded(alternatives);
    }

    private static List<List<Condition>> combined(List<List<Condition>> some, List<List<Condition>> others)
            throws SpecException {
        if ((long) some.size() * others.size() > MOST_PLACES) {
            throw tooMany();
        }
        List<List<Condition>> both = new ArrayList<>();
        for (List<Condition> one : some) {
            for (List<Condition> other : others) {
                List<Condition> together = new ArrayList<>(one);
                together.addAll(other);
                both.add(together);
            }
        }
        return both;
    }

    private static <T> List<T> bounded(List<T> alternatives) throws SpecException {
        if (alternatives.size() > MOST_PLACES) {
            throw tooMany();
        }
        return alternatives;
    }

    private static SpecException tooMany() {
        return new SpecException(
                "rule: more combinations of hosts and paths than " + MOST_PLACES + " (expected: several routers)");
    }

    /** Whether a host or a path is asked for in it, other than by a contrary. */
    private static boolean isPlaced(Condition condition) {
        if (condition instanceof Condition.AnyOf any) {
            return any.parts().stream().anyMatch(RuleRoutes::isPlaced);
        }
        if (condition instanceof Condition.All all) {
            return all.parts().stream().anyMatch(RuleRoutes::isPlaced);
        }
        return condition instanceof Condition.Host || condition instanceof Condition.Path;
    }

    private static Place place(List<Condition> tests) {
        HostPattern host = tests.stream()
                .filter(Condition.Host.class::isInstance)
                .map(test -> ((Condition.Host) test).pattern())
                .min(BEST_HOST)
                .orElse(HostPattern.ANY);
        PathPattern path = tests.stream()
                .filter(Condition.Path.class::isInstance)
                .map(test -> ((Condition.Path) test).pattern())
                .min(BEST_PATH)
                .orElse(ROOT);
        List<Condition> rest = tests.stream()
                .filter(test ->
                        !(test instanceof Condition.Host of && of.pattern().equals(host)))
                .filter(test -> !(test instanceof Condition.Path of && isSaid(of.pattern(), path)))
                .toList();
        return new Place(host, path, Condition.all(rest));
    }

    /** Whether whatever {@code place} takes is a {@code pattern}, too. */
    private static boolean isSaid(PathPattern pattern, PathPattern place) {
        return pattern.equals(place)
                || pattern.equals(ROOT)
                || pattern.isPlainPrefix() && !place.isRegex() && place.text().startsWith(pattern.text());
    }
}
