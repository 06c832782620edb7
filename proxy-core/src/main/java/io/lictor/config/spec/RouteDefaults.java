package io.lictor.config.spec;

import io.lictor.config.RouteSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Options for every route that does not give them itself. Immutable: any thread.
 *
 * <p>A route's own word always goes before a default, also one that says what is the default anyway. A repeatable option is
 * taken as a whole, as nginx inherits {@code proxy_set_header}: a route that gives one has none of the defaults'.
 */
public final class RouteDefaults {

    /** No defaults. */
    public static final RouteDefaults NONE = new RouteDefaults(Map.of());

    /**
     * What says which requests a route takes, or answers them: of one route, never of all. Rules of who is served have an order,
     * and a route that gave its own would be rid of those meant for all.
     */
    private static final Set<Option> OF_ONE_ROUTE = EnumSet.of(
            Option.MATCH,
            Option.PRIORITY,
            Option.METHOD,
            Option.HEADER,
            Option.QUERY,
            Option.CLIENT,
            Option.ALLOW,
            Option.DENY,
            Option.ACCESS_FORWARDED,
            Option.REDIRECT,
            Option.REDIRECT_MATCH,
            Option.RETURN);

    private final Map<Option, List<String>> words;

    private RouteDefaults(Map<Option, List<String>> words) {
        this.words = words;
    }

    /**
     * A route with defaults.
     *
     * @param route what it became
     * @param refused why a default could not be taken beside what the route says; it does without
     */
    public record Applied(RouteSpec route, List<String> refused) {

        public Applied {
            refused = List.copyOf(refused);
        }
    }

    /**
     * Reads {@code option=value …}, as behind a route.
     *
     * @throws SpecException with the place and what was expected
     */
    public static RouteDefaults parse(String text) throws SpecException {
        Map<Option, List<String>> words = new EnumMap<>(Option.class);
        List<String> all = Words.of(text);
        if (all.isEmpty()) {
            throw new SpecException("empty (expected: option=value …)");
        }
        OptionValues values = new OptionValues(Option.Trust.OPERATOR);
        for (String word : all) {
            values.accept(word);
            Option option = option(word);
            if (OF_ONE_ROUTE.contains(option)) {
                throw new SpecException(option.directive() + ": no default (expected: on one route only)");
            }
            words.computeIfAbsent(option, o -> new ArrayList<>()).add(word);
        }
        values.checkTogether(Optional.empty());
        return new RouteDefaults(words);
    }

    /** The options as they were written, {@code name=value}. */
    public List<String> words() {
        return words.values().stream().flatMap(List::stream).toList();
    }

    /** These, and of {@code others} what is not among these. */
    public RouteDefaults over(RouteDefaults others) {
        if (words.isEmpty() || others.words.isEmpty()) {
            return words.isEmpty() ? others : this;
        }
        Map<Option, List<String>> both = new EnumMap<>(others.words);
        both.putAll(words);
        return new RouteDefaults(both);
    }

    /** Gives {@code route} what it does not say itself. */
    public Applied under(RouteSpec route) {
        Map<Option, List<String>> missing = new EnumMap<>(Option.class);
        missing.putAll(words);
        for (String word : route.words()) {
            missing.remove(option(word));
        }
        if (missing.isEmpty()) {
            return new Applied(route, List.of());
        }
        List<String> refused = new ArrayList<>();
        try {
            List<String> all = new ArrayList<>();
            missing.values().forEach(all::addAll);
            return new Applied(with(route, all), List.of());
        } catch (SpecException e) {
            // Something does not go together: each is tried by itself, so that only what is in the way is left out.
            RouteSpec applied = route;
            Set<String> taken = new LinkedHashSet<>();
            for (List<String> next : missing.values()) {
                List<String> tried = new ArrayList<>(taken);
                tried.addAll(next);
                try {
                    applied = with(route, tried);
                    taken.addAll(next);
                } catch (SpecException why) {
                    refused.add(String.join(" ", next) + ": not taken: " + why.getMessage());
                }
            }
            return new Applied(applied, refused);
        }
    }

    private static RouteSpec with(RouteSpec route, List<String> defaults) throws SpecException {
        // Who wrote the route was asked for trust when it was read.
        OptionValues values = new OptionValues(Option.Trust.OPERATOR);
        for (String word : defaults) {
            values.accept(word);
        }
        for (String word : route.words()) {
            values.accept(word);
        }
        values.checkTogether(Optional.of(route.target()));
        return new RouteSpec(
                route.host(),
                route.path(),
                route.condition(),
                route.target(),
                values.routeOptions(),
                values.peerOptions(),
                values.upstreamOptions(),
                route.priority(),
                route.share(),
                route.words(),
                route.text(),
                route.source());
    }

    private static Option option(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return Option.named(name, false).orElseThrow(() -> new IllegalArgumentException(word));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RouteDefaults defaults && defaults.words.equals(words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    @Override
    public String toString() {
        return String.join(" ", words());
    }
}
