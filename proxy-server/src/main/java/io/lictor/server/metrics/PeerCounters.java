package io.lictor.server.metrics;

import java.util.Arrays;

/**
 * What one event loop counted at one peer of one upstream.
 *
 * <p>Written on that loop, read by any thread. A result (success or the name of a failure) gets its counter when it first
 * happens; there are few.
 */
final class PeerCounters {

    static final int EJECTIONS = 0;
    static final int RESTORED = 1;
    static final int OPENED = 2;
    static final int CLOSED = 3;
    private static final int COUNT = 4;

    private final LoopLongs longs = new LoopLongs(COUNT);
    private volatile AttemptCounter[] results = {};

    void add(int index) {
        longs.add(index, 1);
    }

    long get(int index) {
        return longs.get(index);
    }

    /** Counts an attempt that ended with {@code result}. */
    void attempt(String result) {
        for (AttemptCounter counter : results) {
            if (counter.result.equals(result)) {
                counter.longs.add(0, 1);
                return;
            }
        }
        AttemptCounter[] old = results;
        AttemptCounter counter = new AttemptCounter(result);
        counter.longs.add(0, 1);
        AttemptCounter[] more = Arrays.copyOf(old, old.length + 1);
        more[old.length] = counter;
        results = more;
    }

    /** The results that happened so far. */
    String[] results() {
        return Arrays.stream(results).map(c -> c.result).toArray(String[]::new);
    }

    /** How many attempts ended with {@code result}. */
    long attempts(String result) {
        for (AttemptCounter counter : results) {
            if (counter.result.equals(result)) {
                return counter.longs.get(0);
            }
        }
        return 0;
    }

    /** One result and its counter. */
    private static final class AttemptCounter {

        private final String result;
        private final LoopLongs longs = new LoopLongs(1);

        AttemptCounter(String result) {
            this.result = result;
        }
    }
}
