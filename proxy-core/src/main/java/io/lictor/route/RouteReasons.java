package io.lictor.route;

import io.lictor.config.HostPattern;
import io.lictor.config.PathPattern;
import io.lictor.config.RouteSpec;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Why a route does not get a request that {@link RouteTable} gives to another, or to none. For people: it decides nothing.
 *
 * <p>Immutable: any thread.
 */
public final class RouteReasons {

    /** How near a route comes to a request, the nearest first. */
    public enum Nearness {
        /** Host and path match: another route goes before it. */
        CONTENDER,
        /** The path matches on another host, or nearly matches on this one. */
        NEAR,
        FAR
    }

    /** Why {@code spec} is not the one. */
    public record Reason(RouteSpec spec, Nearness nearness, String why) {}

    private static final Comparator<HostPattern> BEST_FIRST = Comparator.comparing(HostPattern::kind)
            .thenComparing(host -> -host.text().length());

    private final Head request;
    private final RequestPath normal;
    private final byte[] client;
    private final String host;
    private final String path;
    private final Optional<HostPattern> bestHost;
    private final Optional<RouteSpec> winner;

    /**
     * For one request.
     *
     * @param normal its path in normal form
     * @param client the client's address in ASCII
     * @param all every route
     * @param winner the one that has it, if one has
     */
    public RouteReasons(Head request, RequestPath normal, byte[] client, List<Route> all, Optional<RouteSpec> winner) {
        this.request = request;
        this.normal = normal;
        this.client = client;
        this.host = HostText.of(request);
        this.path = PathTable.text(normal);
        this.winner = winner;
        this.bestHost = all.stream()
                .map(route -> route.spec().host())
                .filter(this::isFor)
                .min(BEST_FIRST);
    }

    /** By which rule the winner goes before others. */
    public static String whyIt(RouteSpec winner) {
        String by = switch (winner.path().kind()) {
            case EXACT -> "its path is the request's";
            case REGEX, REGEX_IGNORE_CASE -> "the first regular expression that is found";
            case SEGMENT_PREFIX, PLAIN_PREFIX -> "the longest prefix";
        };
        return winner.host().kind() == HostPattern.Kind.ANY ? by : "the best host, and there " + by;
    }

    /** Why {@code route}, which is not the winner, does not get the request. */
    public Reason of(Route route) {
        RouteSpec spec = route.spec();
        if (!isFor(spec.host())) {
            return new Reason(spec, matches(spec.path()) ? Nearness.NEAR : Nearness.FAR, "it is for " + spec.host());
        }
        if (!matches(spec.path())) {
            boolean nearly = spec.path().kind() == PathPattern.Kind.SEGMENT_PREFIX
                    && path.startsWith(spec.path().text());
            boolean child = spec.path().kind() == PathPattern.Kind.EXACT
                    && path.startsWith(spec.path().text());
            return nearly
                    ? new Reason(spec, Nearness.NEAR, "it takes whole segments (match=prefix would take this too)")
                    : new Reason(
                            spec,
                            child ? Nearness.NEAR : Nearness.FAR,
                            child ? "it is for this path alone" : "it is for another path");
        }
        HostPattern best = bestHost.orElse(spec.host());
        if (!best.equals(spec.host())) {
            return new Reason(
                    spec, Nearness.CONTENDER, "only the routes of the best host are looked at, and that is " + best);
        }
        if (!route.accepts(request, normal, client)) {
            return new Reason(spec, Nearness.CONTENDER, "its condition does not hold: " + spec.condition());
        }
        return new Reason(
                spec, Nearness.CONTENDER, winner.map(w -> lostTo(spec, w)).orElse("it did not match"));
    }

    private String lostTo(RouteSpec spec, RouteSpec winning) {
        if (spec.key().equals(winning.key())) {
            return "the same host and path: the first one counts";
        }
        if (spec.place().equals(winning.place())) {
            return "of the same host and path another goes first: by a flag, its priority, a longer condition or its name";
        }
        return switch (winning.path().kind()) {
            case EXACT -> "an exact path goes before it";
            case REGEX, REGEX_IGNORE_CASE ->
                isRegex(spec.path())
                        ? "an earlier regular expression is found"
                        : "a regular expression that is found goes before every prefix";
            case SEGMENT_PREFIX, PLAIN_PREFIX ->
                isRegex(spec.path())
                        ? "a service's regular expression takes nothing of others that says as much of the path"
                        : spec.path().text().equals(winning.path().text())
                                ? "of two that are as long, whole segments go before match=prefix"
                                : "a longer prefix goes before it";
        };
    }

    private static boolean isRegex(PathPattern pattern) {
        return pattern.kind() == PathPattern.Kind.REGEX || pattern.kind() == PathPattern.Kind.REGEX_IGNORE_CASE;
    }

    private boolean isFor(HostPattern pattern) {
        String text = pattern.text();
        return switch (pattern.kind()) {
            case EXACT -> host.equals(text);
            case SUFFIX -> host.length() > text.length() && host.endsWith(text);
            case PREFIX -> host.length() > text.length() && host.startsWith(text);
            case ANY -> true;
        };
    }

    private boolean matches(PathPattern pattern) {
        String text = pattern.text();
        return switch (pattern.kind()) {
            case EXACT -> path.equals(text);
            case PLAIN_PREFIX -> path.startsWith(text);
            case SEGMENT_PREFIX ->
                path.startsWith(text)
                        && (path.length() == text.length() || text.endsWith("/") || path.charAt(text.length()) == '/');
            case REGEX -> new Regex(text, false).isSurelyIn(path);
            case REGEX_IGNORE_CASE -> new Regex(text, true).isSurelyIn(path);
        };
    }
}
