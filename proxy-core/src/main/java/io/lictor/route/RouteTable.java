package io.lictor.route;

import io.lictor.config.HostPattern;
import io.lictor.http.Ascii;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All routes, by host and then by path. Hosts in nginx's order: exact, the longest {@code *.suffix}, the longest
 * {@code prefix.*}, any. Only the best host's routes are looked at, as nginx looks at one server block. Of these the best
 * path whose condition holds: {@link RouteOrder} has the order of routes with the same path.
 *
 * <p>Immutable: any thread.
 */
public final class RouteTable {

    private record HostRoutes(byte[] text, PathTable paths) {}

    private final List<Route> routes;
    private final Map<String, PathTable> exact = new HashMap<>();
    private final List<HostRoutes> suffixes = new ArrayList<>();
    private final List<HostRoutes> prefixes = new ArrayList<>();
    private final PathTable any;

    /** Whether all there is to look at are paths of any host. */
    private final boolean pathsOnly;

    private RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        Map<HostPattern, List<Route>> byHost = new LinkedHashMap<>();
        for (Route route : routes) {
            byHost.computeIfAbsent(route.spec().host(), host -> new ArrayList<>())
                    .add(route);
        }
        this.any = new PathTable(byHost.getOrDefault(HostPattern.ANY, List.of()));
        byHost.forEach((host, itsRoutes) -> {
            switch (host.kind()) {
                case EXACT -> exact.put(host.text(), new PathTable(itsRoutes));
                case SUFFIX -> suffixes.add(new HostRoutes(Ascii.bytes(host.text()), new PathTable(itsRoutes)));
                case PREFIX -> prefixes.add(new HostRoutes(Ascii.bytes(host.text()), new PathTable(itsRoutes)));
                case ANY -> {}
            }
        });
        Comparator<HostRoutes> longestFirst = Comparator.comparing(h -> -h.text().length);
        suffixes.sort(longestFirst);
        prefixes.sort(longestFirst);
        boolean conditions = routes.stream().anyMatch(Route::hasCondition);
        this.pathsOnly = !conditions && exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty();
    }

    /** The table of {@code routes}; of two with the same key the first in {@link RouteOrder} wins. */
    public static RouteTable of(List<Route> routes) {
        return new RouteTable(routes);
    }

    /** All routes, in their order. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The route of a request, or null when there is none.
     *
     * @param client the client's address in ASCII, for routes that ask for it
     */
    public @Nullable Route match(Head request, RequestPath path, byte[] client) {
        if (pathsOnly) {
            return any.match(path.bytes(), path.offset(), path.length());
        }
        PathTable paths = paths(request);
        GuardedPaths guarded = paths.guarded();
        return guarded == null
                ? paths.match(path.bytes(), path.offset(), path.length())
                : guarded.match(request, path, client);
    }

    private PathTable paths(Head request) {
        byte[] bytes = request.bytes();
        int offset = request.authorityOffset();
        int length = HostText.length(request);
        if (!exact.isEmpty()) {
            String host = HostText.lowerCase(bytes, offset, length);
            PathTable paths = exact.get(host);
            if (paths != null) {
                return paths;
            }
        }
        for (HostRoutes suffix : suffixes) {
            int rest = length - suffix.text().length;
            if (rest > 0 && Ascii.equalsLowerCase(bytes, offset + rest, suffix.text().length, suffix.text())) {
                return suffix.paths();
            }
        }
        for (HostRoutes prefix : prefixes) {
            int size = prefix.text().length;
            if (length > size && Ascii.equalsLowerCase(bytes, offset, size, prefix.text())) {
                return prefix.paths();
            }
        }
        return any;
    }
}
