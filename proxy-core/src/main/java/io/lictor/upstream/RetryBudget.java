package io.lictor.upstream;

import io.lictor.config.UpstreamLimits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many exchanges of one upstream may be at a second try at once: {@code retry_budget}. So an outage adds a bounded share
 * to the load of the peers that are left, and does not double it.
 *
 * <p>Any thread: two atomics, which nothing touches while nothing fails.
 */
public final class RetryBudget {

    /** What is allowed whatever the load, so that a small site retries too. */
    static final int LEAST = 3;

    /** A time without a refusal after which the next one is news again. */
    private static final long NEWS_AFTER_MILLIS = 60_000;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong refusedAt = new AtomicLong(NEVER);

    /**
     * Takes one retry, to be given back by {@link #give}; false when the budget is spent.
     *
     * @param percent of the requests under way, or {@link UpstreamLimits#NO_BUDGET}
     * @param peers whose attempts are the requests under way, but the one that asks
     */
    public boolean take(int percent, PeerSet peers) {
        int taken = underWay.get();
        while (taken < LEAST || taken < most(percent, peers)) {
            int seen = underWay.compareAndExchange(taken, taken + 1);
            if (seen == taken) {
                return true;
            }
            taken = seen;
        }
        return false;
    }

    /** Gives back what was taken: the retry has its answer, or is over. */
    public void give() {
        underWay.decrementAndGet();
    }

    /** Retries under way. */
    public int underWay() {
        return underWay.get();
    }

    /** Notes a refusal; true when it is the first after a while, and worth a line in the log. */
    public boolean refused(long now) {
        return now - refusedAt.getAndSet(now) >= NEWS_AFTER_MILLIS;
    }

    private static long most(int percent, PeerSet peers) {
        return percent == UpstreamLimits.NO_BUDGET ? Long.MAX_VALUE : (peers.inFlight() + 1) * percent / 100;
    }
}
