package io.lictor.discovery.consul;

import io.lictor.discovery.RegistryTraffic;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is asked of one registry, and what comes of it. Any thread. */
final class TrafficMeter {

    private final LongAdder changed = new LongAdder();
    private final LongAdder same = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder wentBack = new LongAdder();
    private final LongAdder characters = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile long retryDelayMillis;
    private volatile boolean leaderKnown;
    private volatile long lastContactMillis;

    /** A question is open; {@link #closed} follows. */
    void asked() {
        inFlight.incrementAndGet();
    }

    void closed() {
        inFlight.decrementAndGet();
    }

    /** An answer came, whatever it says. */
    void came(Answer answer) {
        characters.add(answer.body().length());
        if (answer.status() == 200 && !answer.isStreamed()) {
            leaderKnown = answer.isLeaderKnown();
            lastContactMillis = answer.lastContactMillis();
        }
    }

    /** It was good. */
    void good(boolean isNews) {
        (isNews ? changed : same).increment();
        retryDelayMillis = 0;
    }

    /** It was not, or there was none; the question is asked again after so long. */
    void bad(boolean wasDenied, long delayMillis) {
        (wasDenied ? denied : failed).increment();
        retryDelayMillis = delayMillis;
    }

    /** Its index was less than that of an earlier one. */
    void wentBack() {
        wentBack.increment();
    }

    RegistryTraffic read() {
        return new RegistryTraffic(
                changed.sum(),
                same.sum(),
                denied.sum(),
                failed.sum(),
                wentBack.sum(),
                characters.sum(),
                inFlight.get(),
                retryDelayMillis,
                leaderKnown,
                lastContactMillis);
    }
}
