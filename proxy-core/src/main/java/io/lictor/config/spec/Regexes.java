package io.lictor.config.spec;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads regular expressions. Without state: any thread. */
final class Regexes {

    /** What is nested a thousand times can still be compiled on any thread's stack. */
    private static final int LONGEST = 1_000;

    private Regexes() {}

    /**
     * Compiles {@code regex}, to be judged.
     *
     * @throws SpecException when it is none, or too long
     */
    static Pattern compile(String place, String regex) throws SpecException {
        if (regex.length() > LONGEST) {
            throw SpecException.expected(
                    place, regex.substring(0, 40) + "…", "a regular expression of at most " + LONGEST + " characters");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw SpecException.expected(place, regex, e.getDescription() + " at " + e.getIndex());
        }
    }
}
