package io.lictor.config;

/**
 * How much of a path a regular expression says literally, from its start: {@code ^/sso/v\d+} says {@code /sso/v}. Of several
 * alternatives it is the least, and one that may be found anywhere says nothing. Without state.
 *
 * <p>Reads the part of the syntax that says something literally, and stops where it does not know: then it says less.
 */
final class LiteralBeginning {

    private static final char END = '\0';

    /** Letters behind a backslash that stand for a kind of character, or for a place. */
    private static final String KINDS = "dDwWsSbBhHvVzZ";

    private final String regex;
    private int at;
    /** Whether all up to here was literal, so that what follows is so, too. */
    private boolean goesOn = true;

    private LiteralBeginning(String regex) {
        this.regex = regex;
    }

    /** In characters. */
    static int length(String regex) {
        int least = Integer.MAX_VALUE;
        LiteralBeginning reader = new LiteralBeginning(regex);
        do {
            reader.goesOn = true;
            reader.skipFlags();
            boolean anchored = reader.take('^');
            int length = reader.sequence();
            least = Math.min(least, anchored ? length : 0);
        } while (reader.take('|'));
        // What could not be read may hold another alternative.
        return reader.at == regex.length() ? least : 0;
    }

    /** {@code (?i)} and {@code (?d)} before the anchor; with m that would be one of lines. */
    private void skipFlags() {
        int end = regex.indexOf(')', at);
        if (regex.startsWith("(?", at)
                && end > at + 2
                && regex.substring(at + 2, end).matches("[idsuU-]+")) {
            at = end + 1;
        }
    }

    private char next() {
        return at < regex.length() ? regex.charAt(at) : END;
    }

    private boolean take(char c) {
        boolean isNext = next() == c;
        at += isNext ? 1 : 0;
        return isNext;
    }

    /** Up to the end, to an alternative, or to the end of a group: how much of its start is literal. */
    private int sequence() {
        int length = 0;
        while (at < regex.length() && next() != '|' && next() != ')') {
            boolean counts = goesOn;
            int part = part();
            if (part < 0) {
                return length;
            }
            length += counts ? part : 0;
        }
        return length;
    }

    /** One thing and its quantifier; what is literal of it, or -1 where it cannot be read. */
    private int part() {
        char c = next();
        at++;
        int literal = switch (c) {
            case '(' -> group();
            case '[' -> skipClass();
            case '\\' -> escaped();
            case '.', '^', '$' -> stop();
            case '*', '+', '?', '{' -> -1;
            default -> 1;
        };
        return literal < 0 ? -1 : quantified(literal);
    }

    private int stop() {
        goesOn = false;
        return 0;
    }

    private int group() {
        if (!take('?')) {
            return alternatives();
        }
        if (take(':') || take('>')) {
            return alternatives();
        }
        boolean behind = take('<');
        if (take('=') || take('!')) {
            return aside();
        }
        if (behind) {
            int end = regex.indexOf('>', at);
            if (end < 0) {
                return unreadable();
            }
            at = end + 1;
            return alternatives();
        }
        return flags();
    }

    private int alternatives() {
        boolean before = goesOn;
        boolean all = true;
        int least = Integer.MAX_VALUE;
        do {
            goesOn = before;
            least = Math.min(least, sequence());
            all &= goesOn;
        } while (take('|'));
        goesOn = all;
        return take(')') ? least : unreadable();
    }

    /** What is looked at and not taken. */
    private int aside() {
        boolean before = goesOn;
        int length = alternatives();
        goesOn = before;
        return length < 0 ? length : 0;
    }

    /** {@code (?i)}; with x blanks would mean nothing, with m an anchor is one of lines. */
    private int flags() {
        int start = at;
        while ("idsuU-".indexOf(next()) >= 0 && at < regex.length()) {
            at++;
        }
        if (at == start) {
            return unreadable();
        }
        return take(')') ? 0 : take(':') ? alternatives() : unreadable();
    }

    private int unreadable() {
        goesOn = false;
        at = regex.length() + 1;
        return -1;
    }

    private int skipClass() {
        goesOn = false;
        take('^');
        take(']');
        while (at < regex.length() && next() != ']') {
            if (next() == '[' || next() == '&') {
                return unreadable();
            }
            at += next() == '\\' ? 2 : 1;
        }
        return take(']') ? 0 : unreadable();
    }

    private int escaped() {
        char c = next();
        at++;
        if (c == 'Q') {
            int end = regex.indexOf("\\E", at);
            int from = at;
            at = end < 0 ? regex.length() : end + 2;
            return (end < 0 ? regex.length() : end) - from;
        }
        if (c == 'p' || c == 'P') {
            int end = next() == '{' ? regex.indexOf('}', at) : at;
            at = end + 1;
            return end < 0 ? unreadable() : stop();
        }
        if (Character.isLetterOrDigit(c)) {
            return KINDS.indexOf(c) >= 0 ? stop() : unreadable();
        }
        return c == END ? unreadable() : 1;
    }

    /** A thing that need not be there says nothing; of one that is there several times the first is literal. */
    private int quantified(int literal) {
        char c = next();
        if (c != '*' && c != '+' && c != '?' && c != '{') {
            return literal;
        }
        at++;
        if (c == '{') {
            int end = regex.indexOf('}', at);
            if (end < 0) {
                return unreadable();
            }
            at = end + 1;
        }
        boolean once = c == '+';
        // Lazy or possessive.
        if (!take('?')) {
            take('+');
        }
        goesOn = false;
        return once ? literal : 0;
    }
}
