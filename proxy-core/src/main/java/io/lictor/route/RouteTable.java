package io.lictor.route;

import io.lictor.config.HostPattern;
import io.lictor.http.Ascii;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All routes, by host and then by path. Hosts in nginx's order: exact, the longest {@code *.suffix}, the longest
 * {@code prefix.*}, any. Only the best host's routes are looked at, as nginx looks at one server block.
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
    private final boolean anyHostOnly;

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
        this.anyHostOnly = exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty();
    }

    /** The table of {@code routes}; of two with the same key the first wins. */
    public static RouteTable of(List<Route> routes) {
        return new RouteTable(routes);
    }

    /** All routes, in their order. */
    public List<Route> routes() {
        return routes;
    }

    /** The route of a request, or null when there is none. */
    public @Nullable Route match(Head request, RequestPath path) {
        PathTable paths = anyHostOnly ? any : paths(request);
        return paths.match(path.bytes(), path.offset(), path.length());
    }

    private PathTable paths(Head request) {
        byte[] bytes = request.bytes();
        int offset = request.authorityOffset();
        int length = hostLength(bytes, offset, request.authorityLength());
        if (!exact.isEmpty()) {
            String host = lowerCase(bytes, offset, length);
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

    /** The length of the host without its port and without the dot of a fully qualified name. */
    private static int hostLength(byte[] bytes, int offset, int length) {
        int end = length;
        int colon = end - 1;
        while (colon >= 0 && bytes[offset + colon] >= '0' && bytes[offset + colon] <= '9') {
            colon--;
        }
        if (colon >= 0 && bytes[offset + colon] == ':') {
            end = colon;
        }
        return end > 1 && bytes[offset + end - 1] == '.' ? end - 1 : end;
    }

    private static String lowerCase(byte[] bytes, int offset, int length) {
        byte[] lower = new byte[length];
        for (int i = 0; i < length; i++) {
            lower[i] = (byte) Ascii.toLower(bytes[offset + i]);
        }
        return new String(lower, StandardCharsets.ISO_8859_1);
    }
}
