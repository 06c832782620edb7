package io.lictor.exchange;

import io.lictor.config.NextUpstream;

/**
 * Why an attempt did not give a response: the reason of nginx's {@code proxy_next_upstream} it stands for, and the status
 * for the client when nothing better follows.
 */
enum Failure {
    CONNECT_FAILED("connect_failed", NextUpstream.ERROR, 502),
    CONNECT_TIMEOUT("connect_timeout", NextUpstream.TIMEOUT, 504),
    /** The peer does not speak TLS as it should, or is not who it should be. */
    TLS_HANDSHAKE("tls_handshake", NextUpstream.ERROR, 502),
    /** A kept connection was found closed: says nothing of the peer. */
    STALE("stale_connection", NextUpstream.ERROR, 502),
    CLOSED("closed_before_response", NextUpstream.ERROR, 502),
    SEND_TIMEOUT("send_timeout", NextUpstream.TIMEOUT, 504),
    READ_TIMEOUT("read_timeout", NextUpstream.TIMEOUT, 504),
    /** The peer left, and its {@code drain_timeout} has passed: says nothing of it. */
    DRAINED("drain_timeout", NextUpstream.TIMEOUT, 504),
    INVALID_RESPONSE("invalid_response", NextUpstream.INVALID_HEADER, 502),
    /** A status that {@code proxy_next_upstream} lists; which, the response tells. */
    LISTED_STATUS("listed_status", NextUpstream.ERROR, 502),
    /** The response broke off, or its framing was wrong, when its head was already passed on. */
    BROKEN_RESPONSE("broken_response", NextUpstream.ERROR, 502);

    private final String label;
    private final NextUpstream reason;
    private final int status;

    Failure(String label, NextUpstream reason, int status) {
        this.label = label;
        this.reason = reason;
        this.status = status;
    }

    /** For metrics and logs. */
    String label() {
        return label;
    }

    /**
     * Whether it says nothing of the peer.
     *
     * @param status of the response, if there was one
     */
    boolean isNeutral(int status) {
        return this == STALE || this == DRAINED || this == LISTED_STATUS && (status == 403 || status == 404);
    }

    NextUpstream reason() {
        return reason;
    }

    /** What the client is answered when this was the last attempt. */
    int status() {
        return status;
    }
}
