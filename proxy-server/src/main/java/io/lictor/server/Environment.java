package io.lictor.server;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a flag's value comes from: the command line, else its environment variable. Immutable. */
final class Environment {

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** A variable; one that is set to nothing is as if it were not set. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The value of {@code flag}, where there is one. */
    Optional<Value> value(String flag, @Nullable String given) {
        if (given != null) {
            return Optional.of(new Value(flag, given.strip()));
        }
        return variable(variableOf(flag)).map(value -> new Value(variableOf(flag), value));
    }

    /** The values of a repeatable {@code flag}; variables separate theirs by a semicolon or a new line. */
    List<Value> values(String flag, List<String> given) {
        if (!given.isEmpty()) {
            return given.stream().map(value -> new Value(flag, value.strip())).toList();
        }
        String name = variableOf(flag);
        return variable(name).stream()
                .flatMap(value -> Arrays.stream(value.split("[;\n]", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .map(value -> new Value(name, value))
                .toList();
    }

    private static String variableOf(String flag) {
        return "LICTOR" + flag.substring(1).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * A value and where it was given.
     *
     * @param place the flag or the variable, for messages
     * @param text what was given
     */
    record Value(String place, String text) {

        UsageException expected(String expected) {
            return UsageException.expected(place, text, expected);
        }

        boolean isOff() {
            return text.equals("off");
        }
    }
}
