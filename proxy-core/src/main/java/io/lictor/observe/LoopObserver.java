package io.lictor.observe;

import io.lictor.config.Address;

/**
 * Hears what happens on one event loop.
 *
 * <p>Every method is called on that loop: it must not block, and what it is given is valid until it returns. Counters kept
 * here can be plain fields; whoever sums them over the loops reads them from another thread.
 */
public interface LoopObserver {

    /** A client connected. */
    default void clientConnected() {}

    /** A client connection ended, whoever ended it. */
    default void clientDisconnected() {}

    /** A connection to a peer was opened. */
    default void peerConnected(String upstream, Address peer) {}

    /** A connection to a peer ended. */
    default void peerDisconnected(String upstream, Address peer) {}

    /**
     * One try at one peer ended; called once for each.
     *
     * @param failure empty when the peer did its part, else why not ({@code connect_refused}, {@code read_timeout} …)
     */
    default void attemptCompleted(String upstream, Address peer, String failure) {}

    /**
     * A peer is out: it had {@code max_fails} failures, or its check failed.
     *
     * @param cause the name of the failure, {@code health_check}, or {@code update} when a change of the pool did it
     */
    default void peerEjected(String upstream, Address peer, String cause) {}

    /**
     * A peer that was out is in again.
     *
     * @param cause {@code trial}: it did its part again; {@code health_check}; {@code update}
     */
    default void peerRestored(String upstream, Address peer, String cause) {}

    /** A peer should be out and is not, as {@code max_ejection} peers are; told once a time. */
    default void peerSpared(String upstream, Address peer, String cause) {}

    /** An active check of a peer ended. */
    default void peerChecked(String upstream, Address peer, boolean passed) {}

    /** {@code drain_timeout} has passed at a peer that left: {@code cut} exchanges that were under way there end. */
    default void peerDrained(String upstream, Address peer, int cut) {}

    /** Another peer would have been tried, but for {@code retry_budget}. */
    default void retryRefused(String upstream) {}

    /** An exchange ended; called once for each, also when nothing was answered. */
    default void exchangeCompleted(CompletedExchange exchange) {}
}
