package io.lictor.http1;

/** What a response says of its connection: RFC 9112 section 9.3. */
public enum Persistence {
    /** Nothing: HTTP/1.1 keeps it. */
    IMPLICIT,
    /** {@code keep-alive}, for a client of HTTP/1.0 that asked for it. */
    KEEP_ALIVE,
    /** {@code close}. */
    CLOSE
}
