package io.lictor.engine;

import org.jspecify.annotations.Nullable;

/** The proxy could not start. The message is for whoever started it: what failed, where, and why. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
