package io.lictor.route;

import java.util.regex.Pattern;

/**
 * A regular expression that is asked whether it is found in what a client sent, within bounds. Immutable: any thread.
 */
final class Regex {

    /*
     * Expressions come from tags, too, and from proxies whose expressions take linear time. Java's may backtrack for
     * ever, or until the stack is full, on a text that a client chose; on an event loop neither may happen. nginx bounds
     * its own by pcre's match limit.
     */

    /** How many characters may be looked at, again and again: some ten milliseconds. */
    private static final int MOST_LOOKS = 1_000_000;

    /** The bound was met: whether the expression is found is not known. */
    static final class Undecided extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Undecided() {
            super("a regular expression takes too long", null, false, false);
        }
    }

    /** A text that lets itself be looked at so often. Confined to one search. */
    private static final class Bounded implements CharSequence {

        private final String text;
        private int looks;

        Bounded(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new Undecided();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final Pattern pattern;

    Regex(String regex, boolean ignoreCase) {
        pattern = Pattern.compile(regex, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    }

    /**
     * Whether it is found in {@code text}.
     *
     * @throws Undecided when that would take too long, or too much stack
     */
    boolean isIn(String text) {
        try {
            return pattern.matcher(new Bounded(text)).find();
        } catch (StackOverflowError e) {
            // The matcher recurses once a repetition of a group; nothing is left half done.
            throw new Undecided();
        }
    }

    /** The same, where not known is no. */
    boolean isSurelyIn(String text) {
        try {
            return isIn(text);
        } catch (Undecided e) {
            return false;
        }
    }
}
