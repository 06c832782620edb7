package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.WatchMode;

/**
 * Decides how services are watched: by a query each, or all together by a few.
 *
 * <p>Guarded by its own monitor: any thread. Owns nothing.
 */
final class ModeRule {

    /** After the agent turned connections away, how long to be modest. */
    static final long STORM_MILLIS = 600_000;

    private final int most;
    private final Ticker ticker;
    private int watched;
    private int expected;
    private boolean sweeping;
    private long stormUntil = Long.MIN_VALUE;

    /**
     * @param most services that are watched by a query each
     */
    ModeRule(int most, Ticker ticker) {
        this.most = most;
        this.ticker = ticker;
    }

    /** So many will be opened next: the first of them is not to be watched in a way that the last one changes. */
    synchronized void expect(int count) {
        expected = count;
    }

    synchronized void opened() {
        watched++;
        expected = Math.max(0, expected - 1);
    }

    synchronized void closed() {
        watched--;
    }

    /** The agent turns connections away: there are too many. */
    synchronized void storm() {
        stormUntil = ticker.millis() + STORM_MILLIS;
    }

    /** The way now. Going back takes a quarter less, so that a number about the bound does not go to and fro. */
    synchronized WatchMode mode() {
        boolean stormy = ticker.millis() < stormUntil;
        int services = watched + expected;
        sweeping = stormy || services > most || sweeping && services > most - most / 4;
        return sweeping ? WatchMode.SWEEP : WatchMode.DIRECT;
    }
}
