package io.lictor.route;

import io.lictor.rewrite.BoundedText;
import java.util.regex.Pattern;

/**
 * A regular expression that is asked whether it is found in what a client sent, within bounds. Immutable: any thread.
 */
final class Regex {

    /** The bound was met: whether the expression is found is not known. */
    static final class Undecided extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Undecided() {
            super("a regular expression takes too long", null, false, false);
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
            return pattern.matcher(new BoundedText(text)).find();
        } catch (BoundedText.Exhausted | StackOverflowError e) {
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
