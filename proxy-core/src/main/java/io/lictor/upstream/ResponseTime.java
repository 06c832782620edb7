package io.lictor.upstream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a peer takes to begin its answer: an average that rises to a peak at once and sinks slowly.
 *
 * <p>Any thread: one atomic.
 */
final class ResponseTime {

    /*
     * Peak EWMA, as Finagle has it, but for the weight of the past: 1 / (1 + age / DECAY) in place of e^(-age / DECAY), as
     * a pick over many peers would pay for each exponential. The average sinks without samples as well: else a peer that
     * was slow once would never again be asked. Average (a float, microseconds) and time (an int of milliseconds, whose
     * differences are right in spite of its wrapping) share one long, so that they change together.
     */

    private static final int DECAY_MILLIS = 10_000;
    private static final long UNKNOWN = 0;

    private final AtomicLong state = new AtomicLong(UNKNOWN);

    /** Whether there was no sample yet. */
    boolean isUnknown() {
        return state.get() == UNKNOWN;
    }

    /** The average in microseconds at {@code now}; 0 when unknown. */
    float micros(long now) {
        long seen = state.get();
        return seen == UNKNOWN ? 0 : decayed(seen, now);
    }

    void add(long nanos, long now) {
        // Never 0, which is no sample.
        float sample = Math.max(1, nanos / 1_000f);
        while (true) {
            long seen = state.get();
            float average = seen == UNKNOWN ? 0 : decayed(seen, now);
            float next = sample;
            if (sample < average) {
                // At least a little by each sample, as many may come in one millisecond.
                float share = Math.max(0.01f, age(seen, now) / (float) (age(seen, now) + DECAY_MILLIS));
                next = average + (sample - average) * share;
            }
            if (state.compareAndSet(seen, (long) Float.floatToIntBits(next) << 32 | (int) now & 0xffff_ffffL)) {
                return;
            }
        }
    }

    private static float decayed(long seen, long now) {
        float average = Float.intBitsToFloat((int) (seen >>> 32));
        return average * DECAY_MILLIS / (DECAY_MILLIS + age(seen, now));
    }

    private static int age(long seen, long now) {
        return Math.max(0, (int) now - (int) seen);
    }
}
