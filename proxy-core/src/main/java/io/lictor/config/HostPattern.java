package io.lictor.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which hosts a route is for: nginx's {@code server_name} forms without the regular expression.
 *
 * <p>Precedence is nginx's: {@link Kind#EXACT}, the longest {@link Kind#SUFFIX}, the longest {@link Kind#PREFIX},
 * {@link Kind#ANY}.
 *
 * @param kind which form
 * @param text the name for EXACT, {@code .example.com} for SUFFIX, {@code www.} for PREFIX, empty for ANY; lower case
 */
public record HostPattern(Kind kind, String text) {

    /** The forms, in the order of precedence. */
    public enum Kind {
        EXACT,
        SUFFIX,
        PREFIX,
        ANY
    }

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");

    /** Every host. */
    public static final HostPattern ANY = new HostPattern(Kind.ANY, "");

    /**
     * Reads {@code example.com}, {@code *.example.com}, {@code www.*} or the empty text (any host).
     *
     * @throws IllegalArgumentException when a {@code *} stands elsewhere, or a character cannot be in a host name
     */
    public static HostPattern parse(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (host.isEmpty()) {
            return ANY;
        }
        HostPattern pattern;
        if (host.startsWith("*.")) {
            pattern = new HostPattern(Kind.SUFFIX, host.substring(1));
        } else if (host.endsWith(".*")) {
            pattern = new HostPattern(Kind.PREFIX, host.substring(0, host.length() - 1));
        } else {
            pattern = new HostPattern(Kind.EXACT, host);
        }
        // A port or the dot of a fully qualified name is cut from Host before it is matched: with one, none would
        // match.
        boolean names = pattern.kind == Kind.PREFIX || !host.endsWith(".");
        if (!(names && NAME.matcher(pattern.text).matches()
                || pattern.kind == Kind.EXACT && IPV6.matcher(host).matches())) {
            throw new IllegalArgumentException(
                    "host: \"" + text + "\" (expected: a name, *.name or name.*, nothing else)");
        }
        return pattern;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case EXACT, ANY -> text;
            case SUFFIX -> "*" + text;
            case PREFIX -> text + "*";
        };
    }
}
