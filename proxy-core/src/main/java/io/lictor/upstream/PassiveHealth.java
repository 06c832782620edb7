package io.lictor.upstream;

import io.lictor.config.PeerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a peer's own answers say of it: {@code max_fails} and {@code fail_timeout}, exactly as nginx counts them.
 *
 * <p>Any thread: a few atomics. Times are milliseconds of the engine's clock.
 */
final class PassiveHealth {

    /*
     * nginx keeps three numbers: fails; accessed, when the last failure was; checked, when the peer was last picked after
     * a window of fail_timeout had passed. The counter is cleared only by the success of a request that was picked after
     * the window re-opened (accessed < checked), not by any success. When fails has reached max_fails, one request a
     * fail_timeout is let through: here the one that moves `checked` by compare-and-set, as several loops may want it.
     */

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final AtomicInteger fails = new AtomicInteger();
    private final AtomicLong accessed = new AtomicLong(NEVER);
    private final AtomicLong checked = new AtomicLong(NEVER);

    int fails() {
        return fails.get();
    }

    /** When the peer was last picked after a window had passed, or failed. */
    long checked() {
        return checked.get();
    }

    /** Whether the peer may be picked now. */
    boolean isAvailable(PeerOptions options, long now) {
        return !isEjected(options) || now - checked.get() > options.failTimeoutMillis();
    }

    /** Whether the peer has had {@code max_fails} failures and not been cleared of them. */
    boolean isEjected(PeerOptions options) {
        return options.maxFails() > 0 && fails.get() >= options.maxFails();
    }

    /** Reserves the pick of an available peer; false when another loop took the one trial. */
    boolean reserve(PeerOptions options, long now) {
        long before = checked.get();
        if (now - before <= options.failTimeoutMillis()) {
            return !isEjected(options);
        }
        return checked.compareAndSet(before, now) || !isEjected(options);
    }

    /** The peer did its part; true when this cleared failures. */
    boolean succeeded() {
        if (fails.get() == 0 || accessed.get() >= checked.get()) {
            return false;
        }
        return fails.getAndSet(0) > 0;
    }

    /** The peer failed. */
    void failed(long now) {
        fails.incrementAndGet();
        accessed.set(now);
        checked.set(now);
    }
}
