package io.lictor.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many peers of one upstream are out for their health, and how many may be: {@code max_ejection} and {@code panic}.
 *
 * <p>Any thread: one atomic, changed only when a peer goes out or comes back. The limits are set by whoever reconciles.
 */
final class EjectionCap {

    /**
     * The limits of one generation.
     *
     * @param usable peers that may be sent requests at all
     * @param allowed how many of them may be out
     * @param judgesFailures whether {@code max_fails} holds: not for nginx's single peer
     * @param panic whether all are tried when all are out
     */
    private record Limits(int usable, int allowed, boolean judgesFailures, boolean panic) {}

    private final AtomicInteger out = new AtomicInteger();
    private volatile Limits limits = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, true, false);

    /**
     * Takes the limits of a new set.
     *
     * @param percent of the usable ones; rounded up, so that a single peer may be out as well unless it is 0
     */
    void limit(int usable, int percent, boolean judgesFailures, boolean panic) {
        limits = new Limits(usable, (int) (((long) usable * percent + 99) / 100), judgesFailures, panic);
    }

    /** Whether one more may go out; then it is counted. */
    boolean take() {
        int allowed = limits.allowed;
        int seen = out.get();
        while (seen < allowed) {
            int before = out.compareAndExchange(seen, seen + 1);
            if (before == seen) {
                return true;
            }
            seen = before;
        }
        return false;
    }

    /** One that was counted is back, or not a peer any more. */
    void giveBack() {
        out.decrementAndGet();
    }

    /** Whether more are out than the limits of the newest set allow. */
    boolean isOver() {
        return out.get() > limits.allowed;
    }

    boolean judgesFailures() {
        return limits.judgesFailures;
    }

    /** Whether every peer is out and all shall be tried. */
    boolean panics() {
        Limits now = limits;
        return now.panic && now.usable > 0 && out.get() >= now.usable;
    }

    int out() {
        return out.get();
    }
}
