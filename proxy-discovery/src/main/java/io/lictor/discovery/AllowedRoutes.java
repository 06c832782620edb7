package io.lictor.discovery;

import io.lictor.config.HostPattern;
import io.lictor.config.PathPattern;
import io.lictor.config.RouteSpec;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which routes a service may declare for itself: {@code --allow-route}. Immutable: any thread.
 *
 * <p>Whoever may write into the registry may register a service under any name with any tag; this says what such a
 * registration can take of the site.
 */
/*
 * Without a rule: anything but / of the default host, with which one registration would have all that nobody else named.
 * With rules: what one of them gives, and nothing else; several that take the service's name add up. A place gives the
 * paths below it by whole segments, for "/api" as a plain prefix is "/api-admin" too; "/api*" is that plain prefix, which a
 * dialect that knows no other (Fabio's, Traefik's) needs. What a regular expression takes cannot be told, so it needs all
 * paths of its host.
 */
public final class AllowedRoutes {

    /** No rule was given. */
    public static final AllowedRoutes DEFAULT = new AllowedRoutes(List.of());

    private static final String EXPECTED = "SERVICE-GLOB=[HOST-GLOB]/PREFIX,…";

    /** A host's paths. */
    private record Place(Glob host, String path, boolean plain, String text) {

        static Place parse(String rule, String text) throws SpecException {
            int slash = text.indexOf('/');
            if (slash < 0) {
                throw new SpecException("\"" + rule + "\": \"" + text + "\" (expected: [HOST-GLOB]/PREFIX)");
            }
            String path = text.substring(slash);
            boolean plain = path.endsWith("*");
            path = plain ? path.substring(0, path.length() - 1) : path;
            if (path.contains("*")
                    || path.contains("?")
                    || path.contains("//")
                    || path.chars().anyMatch(c -> c <= ' ')) {
                throw new SpecException(
                        "\"" + rule + "\": \"" + text + "\" (expected: a path as it is, with * at its end at most)");
            }
            return new Place(new Glob(text.substring(0, slash).toLowerCase(Locale.ROOT)), path, plain, text);
        }

        boolean holds(RouteSpec route) {
            return holdsHost(route.host()) && holdsPath(route.path());
        }

        private boolean holdsHost(HostPattern declared) {
            return host.text().isEmpty() ? declared.kind() == HostPattern.Kind.ANY : host.matches(declared.toString());
        }

        private boolean holdsPath(PathPattern declared) {
            if (path.equals("/")) {
                return true;
            }
            String text = declared.text();
            return switch (declared.kind()) {
                case EXACT, SEGMENT_PREFIX -> plain ? text.startsWith(path) : isBelow(text);
                case PLAIN_PREFIX -> plain ? text.startsWith(path) : isBelow(text) && startsWithSegments(text);
                case REGEX, REGEX_IGNORE_CASE -> false;
            };
        }

        private boolean isBelow(String text) {
            return text.startsWith(path)
                    && (text.length() == path.length() || path.endsWith("/") || text.charAt(path.length()) == '/');
        }

        /** A plain prefix stays below this place only when it goes on behind it: {@code /api/}, not {@code /api}. */
        private boolean startsWithSegments(String text) {
            return path.endsWith("/") || text.length() > path.length();
        }
    }

    private record Rule(Glob service, List<Place> places) {}

    private final List<Rule> rules;

    private AllowedRoutes(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads rules.
     *
     * @param texts {@code SERVICE-GLOB=[HOST-GLOB]/PREFIX,…} each; none for {@link #DEFAULT}
     * @throws SpecException with the rule and what was expected
     */
    public static AllowedRoutes parse(List<String> texts) throws SpecException {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0
                    || equals == text.length() - 1
                    || text.substring(0, equals).isBlank()) {
                throw new SpecException("\"" + text + "\" (expected: " + EXPECTED + ")");
            }
            List<Place> places = new ArrayList<>();
            for (String place : text.substring(equals + 1).split(",", -1)) {
                places.add(Place.parse(text, place.strip()));
            }
            rules.add(new Rule(new Glob(text.substring(0, equals).strip()), places));
        }
        return rules.isEmpty() ? DEFAULT : new AllowedRoutes(rules);
    }

    /** Why {@code service} may not have {@code route}; empty when it may. */
    public Optional<String> refusal(String service, RouteSpec route) {
        if (rules.isEmpty()) {
            return takesTheSite(route)
                    ? Optional.of("not allowed: / of the default host is all that nobody else has (expected: a host, or"
                            + " another path; --allow-route gives it)")
                    : Optional.empty();
        }
        List<Place> places = rules.stream()
                .filter(rule -> rule.service().matches(service))
                .flatMap(rule -> rule.places().stream())
                .toList();
        if (places.stream().anyMatch(place -> place.holds(route))) {
            return Optional.empty();
        }
        return Optional.of("not allowed (expected: "
                + (places.isEmpty()
                        ? "no route, as no --allow-route is for this service"
                        : "within " + places.stream().map(Place::text).collect(Collectors.joining(", ")))
                + ")");
    }

    private static boolean takesTheSite(RouteSpec route) {
        if (route.host().kind() != HostPattern.Kind.ANY) {
            return false;
        }
        return switch (route.path().kind()) {
            case EXACT, SEGMENT_PREFIX, PLAIN_PREFIX -> route.path().text().equals("/");
            case REGEX, REGEX_IGNORE_CASE -> route.path().literalLength() <= 1;
        };
    }

    @Override
    public String toString() {
        return rules.stream()
                .map(rule -> rule.service() + "="
                        + rule.places().stream().map(Place::text).collect(Collectors.joining(",")))
                .collect(Collectors.joining("; "));
    }
}
