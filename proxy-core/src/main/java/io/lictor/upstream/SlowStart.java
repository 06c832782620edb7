package io.lictor.upstream;

import io.lictor.config.PeerOptions;

/**
 * Since when a peer is available, and how much of its weight it has by now: {@code slow_start}.
 *
 * <p>Any thread: one volatile. Times are milliseconds of the engine's clock.
 */
final class SlowStart {

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private volatile long since = LONG_AGO;

    void begin(long now) {
        since = now;
    }

    /** The weight at {@code now} in {@link Peer#WEIGHT_UNIT}s, made of {@code weight} plain ones; never 0. */
    long weight(int weight, PeerOptions options, long now) {
        long full = (long) weight * Peer.WEIGHT_UNIT;
        long length = options.slowStartMillis();
        if (length == 0) {
            return full;
        }
        long elapsed = now - since;
        if (elapsed >= length) {
            return full;
        }
        // In floating point: a year of milliseconds times the greatest weight is more than a long holds.
        return Math.max(1, (long) ((double) full * Math.max(0, elapsed) / length));
    }
}
