package io.lictor.server;

/** A flag, a route or a variable is wrong. The message is the one line for whoever wrote it. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** {@code place "value" (expected: …)}. */
    static UsageException expected(String place, String value, String expected) {
        return new UsageException(place + " \"" + value + "\" (expected: " + expected + ")");
    }
}
