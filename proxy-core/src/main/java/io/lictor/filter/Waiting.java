package io.lictor.filter;

/** What an exchange waits for. Its methods are called on the exchange's event loop. */
@FunctionalInterface
public interface Waiting {

    /** The exchange is suspended: whatever it waits for may begin. What this throws is answered 500. */
    void begin(Resumption resumption);

    /** It waits no more: the deadline has passed, or the exchange is over. Called at most once, and never after it went on. */
    default void cancel() {}
}
