package io.lictor.config;

/**
 * Which paths a route is for: nginx's {@code location} forms.
 *
 * <p>Matched against the normalised path. Order of search is nginx's: {@link Kind#EXACT}, then the regular expressions in
 * the order of the table, then the longest prefix.
 *
 * @param kind which form
 * @param text the path, or the regular expression
 */
public record PathPattern(Kind kind, String text) {

    /** The forms. */
    public enum Kind {
        /** {@code =/sso}: this path only. */
        EXACT,
        /** {@code /sso}: this path and what is below it, not {@code /ssox}. */
        SEGMENT_PREFIX,
        /** {@code /sso match=prefix}: nginx's plain prefix, which takes {@code /ssox} as well. */
        PLAIN_PREFIX,
        /** {@code ~ REGEX}: case-sensitive, found anywhere in the path. */
        REGEX,
        /** {@code ~* REGEX}: the same, without regard to case. */
        REGEX_IGNORE_CASE
    }

    public PathPattern {
        if (kind != Kind.REGEX && kind != Kind.REGEX_IGNORE_CASE && !text.startsWith("/")) {
            throw new IllegalArgumentException("path: \"" + text + "\" (expected: a path that starts with /)");
        }
    }

    /** Whether it is a regular expression. */
    public boolean isRegex() {
        return kind == Kind.REGEX || kind == Kind.REGEX_IGNORE_CASE;
    }

    /**
     * How much of a path it says literally, from its start, in characters: all of a path, and of a regular expression what
     * every path that it is found in starts with as far as can be read.
     */
    public int literalLength() {
        return isRegex() ? LiteralBeginning.length(text) : text.length();
    }

    /** Whether it takes what only begins like it: {@code match=prefix}. */
    public boolean isPlainPrefix() {
        return kind == Kind.PLAIN_PREFIX;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> "=" + text;
            case SEGMENT_PREFIX, PLAIN_PREFIX -> text;
            case REGEX -> "~ " + text;
            case REGEX_IGNORE_CASE -> "~* " + text;
        };
    }
}
