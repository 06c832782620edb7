package io.lictor.config.spec;

/**
 * A text that is not in the grammar. The message names the place and what was expected, and is meant for whoever wrote
 * it: {@code max_fails: "x" (expected: a whole number)}.
 */
public final class SpecException extends Exception {

    private static final long serialVersionUID = 1L;

    public SpecException(String message) {
        super(message);
    }

    /** {@code place: "value" (expected: …)}. */
    static SpecException expected(String place, String value, String expected) {
        return new SpecException(place + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
