package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Notices that an agent turns connections away because there are too many, while it answers others: the limit of
 * connections from one address ({@code http_max_conns_per_client}).
 *
 * <p>Any thread; owns nothing.
 */
/*
 * Consul up to 1.9 resets such a connection, later ones answer 429. An agent that dies resets too, but then answers
 * nobody any more; and a question that was open for long was not turned away.
 */
final class ConnectionLimit {

    /** So many within so long are no accident. */
    static final int STORM = 5;

    static final long STORM_MILLIS = 5_000;

    /** One that ends sooner than this was turned away. */
    static final long SOON_MILLIS = 1_000;

    private final Ticker ticker;
    private final Runnable onStorm;
    private final Deque<Long> refusals = new ArrayDeque<>();
    private boolean answered;

    /**
     * @param onStorm called when it is noticed, by the thread that asked
     */
    ConnectionLimit(Ticker ticker, Runnable onStorm) {
        this.ticker = ticker;
        this.onStorm = onStorm;
    }

    /** A question was answered. */
    synchronized void answered() {
        answered |= !refusals.isEmpty();
    }

    /**
     * A question was turned away.
     *
     * @param afterMillis how long it had been open
     */
    void refused(long afterMillis) {
        if (afterMillis <= SOON_MILLIS && isStorm()) {
            onStorm.run();
        }
    }

    private synchronized boolean isStorm() {
        long now = ticker.millis();
        while (!refusals.isEmpty() && now - refusals.peekFirst() > STORM_MILLIS) {
            refusals.removeFirst();
        }
        if (refusals.isEmpty()) {
            answered = false;
        }
        refusals.addLast(now);
        if (refusals.size() < STORM || !answered) {
            return false;
        }
        refusals.clear();
        return true;
    }
}
