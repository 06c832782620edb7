package io.lictor.discovery.state;

/** A file of state cannot be used. The message says why and what was expected, and stands behind the file's name. */
final class StateException extends Exception {

    private static final long serialVersionUID = 1L;

    StateException(String message) {
        super(message);
    }
}
