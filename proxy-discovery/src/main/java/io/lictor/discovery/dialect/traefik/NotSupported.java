package io.lictor.discovery.dialect.traefik;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What of Traefik there is no counterpart of, by name, and what follows from that: a middleware that keeps somebody out
 * costs the routes that name it, since without it they would let everybody in. Without state: any thread.
 */
final class NotSupported {

    /** Middlewares without which a route is served all the same. */
    private static final Set<String> HARMLESS =
            Set.of("buffering", "circuitbreaker", "compress", "contenttype", "errors", "grpcweb");

    /** Keys of the header middleware that keep somebody out. */
    private static final Set<String> CLOSED_HEADERS = Set.of("allowedhosts");

    private static final Map<String, String> WHY = new TreeMap<>(Map.ofEntries(
            Map.entry("consulcatalog.", "not supported"),
            Map.entry("tcp.", "not supported: HTTP only"),
            Map.entry("udp.", "not supported: HTTP only"),
            Map.entry("tls.", "not supported: clients come in without TLS"),
            Map.entry("http.serverstransports.", "not supported in a tag")));

    private NotSupported() {}

    /** Whether a route must not be served without this middleware; also when it is one that nobody knows. */
    static boolean keepsOut(String type) {
        return !HARMLESS.contains(type);
    }

    /** Whether a route must not be served without this key of the header middleware. */
    static boolean headersKeepOut(String key) {
        return CLOSED_HEADERS.contains(key);
    }

    /** Of a key that nothing is known of but its name. */
    static String message(String key) {
        return WHY.entrySet().stream()
                .filter(entry -> key.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(isKnown(key) ? "not supported" : "unknown; not supported");
    }

    private static boolean isKnown(String key) {
        return Stream.of("http.routers.", "http.services.", "http.middlewares.").anyMatch(key::startsWith)
                && List.of(key.split("\\.")).size() > 3;
    }
}
