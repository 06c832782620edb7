package io.lictor.route;

import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The search in a {@link PathTable} of which some routes have a condition: the best path, and when no route of it takes the
 * request, the next best, in the order in which the table without conditions looks.
 *
 * <p>Immutable once built: any thread. Allocates nothing but what conditions themselves make.
 */
final class GuardedPaths {

    private final PathTable table;

    /** All routes of a path, in {@link RouteOrder}, by the first of them, which stands in the table. */
    private final IdentityHashMap<Route, Route[]> groups;

    /**
     * The search.
     *
     * @param groups given up by the caller: not changed any more
     */
    GuardedPaths(PathTable table, IdentityHashMap<Route, Route[]> groups) {
        this.table = table;
        this.groups = groups;
    }

    @Nullable
    Route match(Head request, RequestPath path, byte[] client) {
        PathTable.Node deepest = table.deepest(path.bytes(), path.offset(), path.length());
        if (deepest.depth == path.length()) {
            Route exact = first(deepest.exact, request, path, client);
            if (exact != null) {
                return exact;
            }
        }
        Route prefix = prefix(deepest, request, path, client);
        Route found = regex(request, path, client, prefix);
        return found == null ? prefix : found;
    }

    private @Nullable Route prefix(PathTable.Node deepest, Head request, RequestPath path, byte[] client) {
        Route found = null;
        for (PathTable.Node node = deepest; found == null && node != null; node = node.parent) {
            Route plain = first(node.plainPrefix, request, path, client);
            if (node.segmentPrefix != null
                    && PathTable.endsSegment(path.bytes(), path.offset(), path.length(), node.depth)) {
                found = first(node.segmentPrefix, request, path, client);
            }
            // Whole segments go before what only begins so; but a tag takes nothing that a flag has.
            if (found == null || plain != null && RouteOrder.isTrustedMore(plain, found)) {
                found = plain;
            }
        }
        return found;
    }

    private @Nullable Route regex(Head request, RequestPath path, byte[] client, @Nullable Route prefix) {
        if (table.regexes().isEmpty()) {
            return null;
        }
        String text = PathTable.text(path);
        for (PathTable.RegexRoute regex : table.regexes()) {
            if (regex.regex().isSurelyIn(text)) {
                Route found = first(regex.route(), request, path, client);
                if (found != null && !regex.yields(found, prefix)) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Route first(@Nullable Route head, Head request, RequestPath path, byte[] client) {
        if (head == null) {
            return null;
        }
        Route[] group = groups.get(head);
        if (group != null) {
            for (Route route : group) {
                if (route.accepts(request, path, client)) {
                    return route;
                }
            }
        }
        return null;
    }
}
