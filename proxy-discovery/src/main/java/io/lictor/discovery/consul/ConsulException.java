package io.lictor.discovery.consul;

import java.io.IOException;

/** Consul did not give an answer that can be used. The message is for the log and the API; no secrets. */
final class ConsulException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean denied;

    ConsulException(String message, Throwable cause) {
        super(message, cause);
        this.denied = false;
    }

    ConsulException(String message, boolean denied) {
        super(message);
        this.denied = denied;
    }

    /** Whether Consul refused: the token has not the rights, which asking again soon does not change. */
    boolean isDenied() {
        return denied;
    }
}
