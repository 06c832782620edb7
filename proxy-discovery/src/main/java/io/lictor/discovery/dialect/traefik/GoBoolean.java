package io.lictor.discovery.dialect.traefik;

import java.util.Optional;
import java.util.Set;

/** True or false as Go reads it. Without state: any thread. */
final class GoBoolean {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private GoBoolean() {}

    /** What it is; empty when it is neither. */
    static Optional<Boolean> parse(String text) {
        return TRUE.contains(text) ? Optional.of(true) : FALSE.contains(text) ? Optional.of(false) : Optional.empty();
    }

    static String wrong(String text) {
        return "\"" + text + "\" (expected: true or false)";
    }
}
