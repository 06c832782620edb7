package io.lictor.route;

import io.lictor.config.HostPattern;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import java.util.ArrayList;
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

    private final List<Route> routes;
    private final HostTable hosts;
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
        Map<HostPattern, PathTable> tables = new LinkedHashMap<>();
        byHost.forEach((host, itsRoutes) -> tables.put(host, new PathTable(itsRoutes)));
        this.any = tables.getOrDefault(HostPattern.ANY, new PathTable(List.of()));
        this.hosts = new HostTable(tables);
        boolean conditions = routes.stream().anyMatch(Route::hasCondition);
        this.pathsOnly = !conditions && hosts.isEmpty();
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
        PathTable found = hosts.find(request);
        PathTable paths = found == null ? any : found;
        GuardedPaths guarded = paths.guarded();
        return guarded == null
                ? paths.match(path.bytes(), path.offset(), path.length())
                : guarded.match(request, path, client);
    }
}
