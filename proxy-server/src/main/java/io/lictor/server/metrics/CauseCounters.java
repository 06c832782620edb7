package io.lictor.server.metrics;

import java.util.Arrays;

/**
 * A counter for each cause or result of a kind of event: there are few, and each gets its counter when it first happens.
 *
 * <p>Written on one event loop, read by any thread.
 */
final class CauseCounters {

    private volatile Counter[] counters = {};

    void add(String cause) {
        for (Counter counter : counters) {
            if (counter.cause.equals(cause)) {
                counter.longs.add(0, 1);
                return;
            }
        }
        Counter[] old = counters;
        Counter counter = new Counter(cause);
        counter.longs.add(0, 1);
        Counter[] more = Arrays.copyOf(old, old.length + 1);
        more[old.length] = counter;
        counters = more;
    }

    /** The causes that happened so far. */
    String[] causes() {
        return Arrays.stream(counters).map(c -> c.cause).toArray(String[]::new);
    }

    /** How often {@code cause} happened. */
    long get(String cause) {
        for (Counter counter : counters) {
            if (counter.cause.equals(cause)) {
                return counter.longs.get(0);
            }
        }
        return 0;
    }

    /** One cause and its counter. */
    private static final class Counter {

        private final String cause;
        private final LoopLongs longs = new LoopLongs(1);

        Counter(String cause) {
            this.cause = cause;
        }
    }
}
