package io.lictor.exchange;

/** How far one direction of an exchange is. All but OPEN are final. */
enum Half {
    OPEN,
    /** Complete. */
    ENDED,
    /** Not needed any more: the rest is thrown away. */
    DISCARDED,
    /** Broken: it cannot be completed. */
    FAILED
}
