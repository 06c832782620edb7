package io.lictor.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a request must be beside its route's host and path: a tree of tests, joined by all, any and not.
 *
 * <p>Immutable. {@link Object#toString()} is canonical: two conditions with the same text ask for the same. Where the route
 * grammar has an option for a test, it is that option.
 */
public sealed interface Condition {

    /** Nothing more: every request will do. */
    static Condition none() {
        return All.NOTHING;
    }

    /** How many tests it makes. */
    default int size() {
        return 1;
    }

    /** Whether it asks for nothing. */
    default boolean isNone() {
        return size() == 0;
    }

    /** Every one of {@code parts}, in canonical order, each once. */
    static Condition all(Collection<Condition> parts) {
        List<Condition> flat = parts.stream()
                .flatMap(part -> part instanceof All all ? all.parts.stream() : Stream.of(part))
                .distinct()
                .sorted(Comparator.comparing(Condition::toString))
                .toList();
        return flat.size() == 1 ? flat.get(0) : new All(flat);
    }

    /** At least one of {@code parts}, of which there is one or more; in canonical order, each once. */
    static Condition any(Collection<Condition> parts) {
        if (parts.stream().anyMatch(Condition::isNone)) {
            return none();
        }
        List<Condition> flat = parts.stream()
                .flatMap(part -> part instanceof AnyOf any ? any.parts.stream() : Stream.of(part))
                .distinct()
                .sorted(Comparator.comparing(Condition::toString))
                .toList();
        return flat.size() == 1 ? flat.get(0) : new AnyOf(flat);
    }

    /** The contrary of {@code part}. */
    static Condition not(Condition part) {
        return part instanceof Not not ? not.part : new Not(part);
    }

    /** Every one; with none of them, nothing is asked. */
    record All(List<Condition> parts) implements Condition {

        private static final All NOTHING = new All(List.of());

        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public int size() {
            return parts.stream().mapToInt(Condition::size).sum();
        }

        @Override
        public String toString() {
            return parts.stream().map(Condition::toString).collect(Collectors.joining(" "));
        }
    }

    /** At least one. */
    record AnyOf(List<Condition> parts) implements Condition {
        public AnyOf {
            parts = List.copyOf(parts);
        }

        @Override
        public int size() {
            return parts.stream().mapToInt(Condition::size).sum();
        }

        @Override
        public String toString() {
            return parts.stream().map(Condition::toString).collect(Collectors.joining(" || ", "(", ")"));
        }
    }

    /** The contrary. */
    record Not(Condition part) implements Condition {
        @Override
        public int size() {
            return part.size();
        }

        @Override
        public String toString() {
            return part instanceof All ? "!(" + part + ")" : "!" + part;
        }
    }

    /** The method is one of these; methods have a case (RFC 9110 section 9.1). */
    record Method(List<String> names) implements Condition {
        public Method {
            names = names.stream().distinct().sorted().toList();
        }

        @Override
        public String toString() {
            return "method=" + String.join(",", names);
        }
    }

    /**
     * One line of this field is so, as a whole.
     *
     * @param name without regard to case; in lower case here
     */
    record Header(String name, Text text) implements Condition {
        @Override
        public String toString() {
            return Text.quoted("header=", name + text.suffix());
        }
    }

    /** One argument of this name in the query is so, decoded as forms are; names have a case. */
    record Query(String name, Text text) implements Condition {
        @Override
        public String toString() {
            return Text.quoted("query=", name + text.suffix());
        }
    }

    /** The client's address is in one of these; behind a trusted proxy, of the client that it tells of. */
    record Client(List<Network> networks) implements Condition {
        public Client {
            networks = networks.stream()
                    .distinct()
                    .sorted(Comparator.comparing(Network::toString))
                    .toList();
        }

        @Override
        public String toString() {
            return "client=" + networks.stream().map(Network::toString).collect(Collectors.joining(","));
        }
    }

    /** The host is so; where the route's own host pattern cannot say it. */
    record Host(HostPattern pattern) implements Condition {
        @Override
        public String toString() {
            return "Host(" + pattern + ")";
        }
    }

    /** This regular expression is found in the host, which is in lower case and has no port. */
    record HostRegex(String regex) implements Condition {
        @Override
        public String toString() {
            return Text.quoted("Host~", regex);
        }
    }

    /** The path is so; where the route's own path pattern cannot say it. */
    record Path(PathPattern pattern) implements Condition {
        @Override
        public String toString() {
            return Text.quoted("Path", "(" + pattern + (pattern.isPlainPrefix() ? "*)" : ")"));
        }
    }

    /**
     * What a value must be.
     *
     * @param kind how {@code text} is meant
     * @param text the value or the regular expression; empty for {@link Kind#ANY}
     */
    record Text(Kind kind, String text) {

        /** The forms; those of regular expressions as in nginx's {@code map}. */
        public enum Kind {
            /** {@code NAME}: there is one, whatever it is. */
            ANY,
            /** {@code NAME:VALUE}: this one. */
            EXACT,
            /** {@code NAME:~REGEX}: the expression is found in it. */
            REGEX,
            /** {@code NAME:~*REGEX}: the same, without regard to case. */
            REGEX_IGNORE_CASE
        }

        /** There is one. */
        public static final Text ANY = new Text(Kind.ANY, "");

        /** What would be read as the sign of a regular expression gets a backslash, as in nginx's {@code map}. */
        private static final Pattern TILDE = Pattern.compile("\\\\*~");

        private static final Pattern PLAIN = Pattern.compile("[^\\s\"()!|]*");

        public static Text exact(String value) {
            return new Text(Kind.EXACT, value);
        }

        public static Text regex(String regex) {
            return new Text(Kind.REGEX, regex);
        }

        /** Behind a name, as the option has it. */
        String suffix() {
            return switch (kind) {
                case ANY -> "";
                case EXACT -> ":" + (TILDE.matcher(text).lookingAt() ? "\\" : "") + text;
                case REGEX -> ":~" + text;
                case REGEX_IGNORE_CASE -> ":~*" + text;
            };
        }

        /** A value that could be taken for more than one word stands in quotes, as in the grammar. */
        static String quoted(String before, String value) {
            return PLAIN.matcher(value).matches()
                    ? before + value
                    : before + "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
    }
}
