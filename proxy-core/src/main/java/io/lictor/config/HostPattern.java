package io.lictor.config;

import java.util.Locale;

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
        for (int i = 0; i < pattern.text.length(); i++) {
            char c = pattern.text.charAt(i);
            if (!(c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '-'
                    || c == '_'
                    || c == ':'
                    || c == '['
                    || c == ']')) {
                throw new IllegalArgumentException(
                        "host: \"" + text + "\" (expected: a name, *.name or name.*, nothing else)");
            }
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
