package io.lictor.exchange;

/** Where an exchange is on its way. */
enum Phase {
    /** Its request's head is being read. */
    RECEIVED,
    /** Its route is known; a peer is being chosen, or none was found yet. */
    ROUTED,
    /** A filter has the request wait. */
    ADMITTING,
    /** Every peer is at {@code max_conns}: waits for one. */
    QUEUED,
    /** A connection to a peer is being made. */
    CONNECTING,
    /** The request's head was sent; no response yet. */
    FORWARDING,
    /** The response's head was passed down. */
    RESPONDING,
    /** The protocol was switched: bytes pass both ways, unread. */
    TUNNELLING,
    /** Over: all that was due was sent. */
    DONE,
    /** Over: something broke. */
    ABORTED
}
