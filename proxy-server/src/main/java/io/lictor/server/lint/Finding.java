package io.lictor.server.lint;

import java.util.Locale;

/**
 * Something that somebody should look at.
 *
 * @param severity how bad it is
 * @param place where it stands
 * @param message what it is, and what was expected
 */
public record Finding(Severity severity, String place, String message) {

    /** How bad. */
    public enum Severity {
        /** Something is not served as it was written. */
        ERROR,
        /** All is served, but hardly as it was meant. */
        WARNING
    }

    static Finding error(String place, String message) {
        return new Finding(Severity.ERROR, place, message);
    }

    static Finding warning(String place, String message) {
        return new Finding(Severity.WARNING, place, message);
    }

    /** One line: {@code error: PLACE: what (expected: …)}. */
    @Override
    public String toString() {
        return severity.name().toLowerCase(Locale.ROOT) + ": " + place + ": " + message;
    }
}
