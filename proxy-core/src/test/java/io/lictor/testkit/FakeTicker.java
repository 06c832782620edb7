package io.lictor.testkit;

import io.lictor.clock.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is turned. Any thread. */
public final class FakeTicker implements Ticker {

    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Turns the clock forward. */
    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
