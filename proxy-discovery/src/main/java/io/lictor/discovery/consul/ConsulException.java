package io.lictor.discovery.consul;

import java.io.IOException;

/** Consul did not give an answer that can be used. The message is for the log and the API; no secrets. */
final class ConsulException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean denied;
    private final long retryAfterMillis;

    ConsulException(String message, Throwable cause) {
        super(message, cause);
        this.denied = false;
        this.retryAfterMillis = 0;
    }

    ConsulException(String message, boolean denied) {
        this(message, denied, 0);
    }

    /**
     * The same where Consul says when to ask again.
     *
     * @param retryAfterMillis not before so long; 0 for any time
     */
    ConsulException(String message, boolean denied, long retryAfterMillis) {
        super(message);
        this.denied = denied;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Whether Consul refused: the token has not the rights, which asking again soon does not change. */
    boolean isDenied() {
        return denied;
    }

    /** How long Consul wants to be left alone, in milliseconds. */
    long retryAfterMillis() {
        return retryAfterMillis;
    }
}
