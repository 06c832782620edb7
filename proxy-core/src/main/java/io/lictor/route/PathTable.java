package io.lictor.route;

import io.lictor.config.PathPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host pattern, by path: nginx's order of locations. An exact path ends the search; then the first
 * regular expression that is found; then the longest prefix.
 *
 * <p>Immutable once built: any thread. A search without regular expressions walks the path once and allocates nothing,
 * however many routes there are.
 */
final class PathTable {

    /** A node of the tree of prefixes: a label, and what may follow it by its first byte. */
    private static final class Node {
        byte[] label;

        @Nullable
        Node[] next = {};

        @Nullable
        Route exact;

        @Nullable
        Route plainPrefix;

        @Nullable
        Route segmentPrefix;

        Node(byte[] label) {
            this.label = label;
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
        }
    }

    private record RegexRoute(Pattern pattern, Route route) {}

    private final Node root = new Node(new byte[0]);
    private final List<RegexRoute> regexes = new ArrayList<>();

    PathTable(List<Route> routes) {
        Map<String, Route> taken = new HashMap<>();
        for (Route route : routes) {
            if (taken.putIfAbsent(route.spec().key(), route) == null) {
                add(route);
            }
        }
    }

    private void add(Route route) {
        PathPattern path = route.spec().path();
        switch (path.kind()) {
            case REGEX -> regexes.add(new RegexRoute(Pattern.compile(path.text()), route));
            case REGEX_IGNORE_CASE ->
                regexes.add(new RegexRoute(Pattern.compile(path.text(), Pattern.CASE_INSENSITIVE), route));
            case EXACT -> node(path.text()).exact = route;
            case PLAIN_PREFIX -> node(path.text()).plainPrefix = route;
            case SEGMENT_PREFIX -> node(path.text()).segmentPrefix = route;
        }
    }

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
            if (regex.pattern().matcher(text).find()) {
                return regex.route();
            }
        }
        return prefix;
    }

    /** The node of {@code text}, made if need be: a label is split where two paths part. */
    private Node node(String text) {
        byte[] path = text.getBytes(StandardCharsets.UTF_8);
        Node node = root;
        int i = 0;
        while (i < path.length) {
            Node child = node.child(path[i]);
            if (child == null) {
                child = new Node(Arrays.copyOfRange(path, i, path.length));
                node.child(child);
                return child;
            }
            int common = commonLength(path, i, child.label);
            if (common < child.label.length) {
                Node upper = new Node(Arrays.copyOf(child.label, common));
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
