package io.lictor.server.metrics;

/**
 * What one event loop counted at one peer of one upstream.
 *
 * <p>Written on that loop, read by any thread.
 */
final class PeerCounters {

    static final int RESTORED = 0;
    static final int OPENED = 1;
    static final int CLOSED = 2;
    static final int CHECKS_PASSED = 3;
    static final int CHECKS_FAILED = 4;
    static final int DRAIN_CUT = 5;
    private static final int COUNT = 6;

    private final LoopLongs longs = new LoopLongs(COUNT);
    private final CauseCounters results = new CauseCounters();
    private final CauseCounters ejections = new CauseCounters();
    private final CauseCounters spared = new CauseCounters();

    void add(int index) {
        longs.add(index, 1);
    }

    long get(int index) {
        return longs.get(index);
    }

    void add(int index, long amount) {
        longs.add(index, amount);
    }

    /** Attempts, by how they ended. */
    CauseCounters results() {
        return results;
    }

    /** Times that the peer was taken out, by the cause. */
    CauseCounters ejections() {
        return ejections;
    }

    /** Times that it should have been, and was not, by the cause. */
    CauseCounters spared() {
        return spared;
    }
}
