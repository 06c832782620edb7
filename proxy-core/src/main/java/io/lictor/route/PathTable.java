package io.lictor.route;

import io.lictor.config.PathPattern;
import io.lictor.config.Target;
import io.lictor.http.RequestPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host pattern, by path: nginx's order of locations. An exact path ends the search; then the first
 * regular expression that is found; then the longest prefix. A service's expression stands back behind a prefix of others
 * that is as long as what it says literally (docs/adr/0026).
 *
 * <p>Immutable once built: any thread. A search without regular expressions walks the path once and allocates nothing,
 * however many routes there are.
 */
final class PathTable {

    /** A node of the tree of prefixes: a label, and what may follow it by its first byte. */
    static final class Node {
        byte[] label;

        /** How much of a path leads here: the labels above, and its own. */
        final int depth;

        @Nullable
        Node parent;

        @Nullable
        Node[] next = {};

        @Nullable
        Route exact;

        @Nullable
        Route plainPrefix;

        @Nullable
        Route segmentPrefix;

        /** Whether the plain prefix goes before that of whole segments: an operator's before a service's. */
        boolean plainFirst;

        Node(byte[] label, int depth) {
            this.label = label;
            this.depth = depth;
        }

        void plain(Route route) {
            plainPrefix = route;
            plainFirst = segmentPrefix != null && RouteOrder.isTrustedMore(route, segmentPrefix);
        }

        void segment(Route route) {
            segmentPrefix = route;
            plainFirst = plainPrefix != null && RouteOrder.isTrustedMore(plainPrefix, route);
        }

        @Nullable
        Node child(byte first) {
            int i = first & 0xff;
            return i < next.length ? next[i] : null;
        }

        void child(Node child) {
            int i = child.label[0] & 0xff;
            if (i >= next.length) {
                next = Arrays.copyOf(next, i + 1);
            }
            next[i] = child;
            child.parent = this;
        }
    }

    /**
     * A regular expression.
     *
     * @param literal how much of a path it says literally
     */
    record RegexRoute(Regex regex, Route route, int literal) {

        /**
         * Whether {@code mine}, of this expression, stands back behind the best prefix: a service's expression goes no further
         * than what it says literally, or a tag could take what others have.
         */
        boolean yields(Route mine, @Nullable Route prefix) {
            return prefix != null
                    && mine.spec().target() instanceof Target.Declared declared
                    && !(prefix.spec().target() instanceof Target.Declared other
                            && other.service().equals(declared.service()))
                    && prefix.spec().path().text().length() >= literal;
        }
    }

    private final Node root = new Node(new byte[0], 0);
    private final List<RegexRoute> regexes = new ArrayList<>();
    private final @Nullable GuardedPaths guarded;

    PathTable(List<Route> routes) {
        IdentityHashMap<Route, Route[]> groups = new IdentityHashMap<>();
        for (List<Route> group : RouteOrder.byPath(routes)) {
            add(group.get(0));
            groups.put(group.get(0), group.toArray(new Route[0]));
        }
        guarded = routes.stream().anyMatch(Route::hasCondition) ? new GuardedPaths(this, groups) : null;
    }

    /** The search where some routes have conditions; null when none has. */
    @Nullable
    GuardedPaths guarded() {
        return guarded;
    }

    List<RegexRoute> regexes() {
        return regexes;
    }

    private void add(Route route) {
        PathPattern path = route.spec().path();
        switch (path.kind()) {
            case REGEX, REGEX_IGNORE_CASE ->
                regexes.add(new RegexRoute(
                        new Regex(path.text(), path.kind() == PathPattern.Kind.REGEX_IGNORE_CASE),
                        route,
                        path.literalLength()));
            case EXACT -> node(path.text()).exact = route;
            case PLAIN_PREFIX -> node(path.text()).plain(route);
            case SEGMENT_PREFIX -> node(path.text()).segment(route);
        }
    }

    /** The best path's route; where no route has a condition. */
    @Nullable
    Route match(byte[] path, int offset, int length) {
        Route prefix = null;
        Node node = root;
        int i = 0;
        while (true) {
            // The node's whole label has been matched; i stands behind it.
            boolean atEnd = i == length;
            if (atEnd && node.exact != null) {
                return node.exact;
            }
            if (node.plainPrefix != null) {
                prefix = node.plainPrefix;
            }
            if (node.segmentPrefix != null
                    && !node.plainFirst
                    && (atEnd || path[offset + i] == '/' || i > 0 && path[offset + i - 1] == '/')) {
                prefix = node.segmentPrefix;
            }
            Node child = atEnd ? null : node.child(path[offset + i]);
            if (child == null || !startsWith(path, offset + i, length - i, child.label)) {
                break;
            }
            i += child.label.length;
            node = child;
        }
        return regexes.isEmpty() ? prefix : matchRegex(path, offset, length, prefix);
    }

    private @Nullable Route matchRegex(byte[] path, int offset, int length, @Nullable Route prefix) {
        String text = new String(path, offset, length, StandardCharsets.UTF_8);
        for (RegexRoute regex : regexes) {
            if (!regex.yields(regex.route(), prefix) && regex.regex().isSurelyIn(text)) {
                return regex.route();
            }
        }
        return prefix;
    }

    /** The last node that leads to {@code path}: those above lead there, too. */
    Node deepest(byte[] path, int offset, int length) {
        Node node = root;
        while (node.depth < length) {
            Node child = node.child(path[offset + node.depth]);
            if (child == null || !startsWith(path, offset + node.depth, length - node.depth, child.label)) {
                break;
            }
            node = child;
        }
        return node;
    }

    /** Whether a segment of {@code path} ends at {@code i}: at its end, before a slash or behind one. */
    static boolean endsSegment(byte[] path, int offset, int length, int i) {
        return i == length || path[offset + i] == '/' || i > 0 && path[offset + i - 1] == '/';
    }

    /** The path as text, for regular expressions. */
    static String text(RequestPath path) {
        return new String(path.bytes(), path.offset(), path.length(), StandardCharsets.UTF_8);
    }

    /** The node of {@code text}, made if need be: a label is split where two paths part. */
    private Node node(String text) {
        byte[] path = text.getBytes(StandardCharsets.UTF_8);
        Node node = root;
        int i = 0;
        while (i < path.length) {
            Node child = node.child(path[i]);
            if (child == null) {
                child = new Node(Arrays.copyOfRange(path, i, path.length), path.length);
                node.child(child);
                return child;
            }
            int common = commonLength(path, i, child.label);
            if (common < child.label.length) {
                Node upper = new Node(Arrays.copyOf(child.label, common), i + common);
                child.label = Arrays.copyOfRange(child.label, common, child.label.length);
                upper.child(child);
                node.child(upper);
                child = upper;
            }
            i += common;
            node = child;
        }
        return node;
    }

    private static int commonLength(byte[] path, int offset, byte[] label) {
        int n = 0;
        while (n < label.length && offset + n < path.length && path[offset + n] == label[n]) {
            n++;
        }
        return n;
    }

    private static boolean startsWith(byte[] path, int offset, int length, byte[] label) {
        return length >= label.length && Arrays.equals(path, offset, offset + label.length, label, 0, label.length);
    }
}
