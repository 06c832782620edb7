package io.lictor.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of a request to the admin server: names and values, in their order. Immutable. */
final class AdminQuery {

    private record Pair(String name, String value) {}

    private final List<Pair> pairs = new ArrayList<>();

    /**
     * Reads a raw query.
     *
     * @throws IllegalArgumentException when an escape is malformed
     */
    AdminQuery(@Nullable String raw) {
        for (String part : raw == null || raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            int equals = part.indexOf('=');
            pairs.add(new Pair(
                    decode(equals < 0 ? part : part.substring(0, equals)),
                    equals < 0 ? "" : decode(part.substring(equals + 1))));
        }
    }

    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        return pairs.stream()
                .filter(pair -> pair.name.equals(name))
                .map(Pair::value)
                .toList();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
