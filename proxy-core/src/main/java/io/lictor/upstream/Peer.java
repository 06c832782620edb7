package io.lictor.upstream;

import io.lictor.config.PeerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An endpoint in one upstream: its counters and its health. It survives every change of the pool, and for
 * {@code fail_timeout} after it left, so that coming back at once does not clear its record.
 *
 * <p>Any thread. Its weight and options stand in each {@link PeerSet}, as they may change.
 */
public final class Peer {

    /** What a weight of 1 is in {@link #shareOf}: fine enough for a share that grows. */
    public static final int WEIGHT_UNIT = 1024;

    /** What an attempt under way at a peer that never answered yet counts for, in microseconds. */
    private static final float UNKNOWN_MICROS = 1_000_000;

    /** A {@code fail_timeout} below this does not keep a peer from failing all the time. */
    private static final long LONG_ENOUGH_OUT_MILLIS = 1_000;

    private final String upstream;
    private final Endpoint endpoint;
    private final PassiveHealth health = new PassiveHealth();
    private final SlowStart slowStart = new SlowStart();
    private final ResponseTime responseTime = new ResponseTime();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    Peer(String upstream, Endpoint endpoint) {
        this.upstream = upstream;
        this.endpoint = endpoint;
    }

    /** The name of the upstream it belongs to. */
    public String upstream() {
        return upstream;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Failures counted against {@code max_fails} now. */
    public int fails() {
        return health.fails();
    }

    /** Attempts under way. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Attempts begun since the peer is known. */
    public long requests() {
        return requests.get();
    }

    /** Attempts that failed since the peer is known. */
    public long failures() {
        return failures.get();
    }

    /** Whether {@code max_fails} lets it be picked at {@code now}: it is not out, or a trial is due. */
    public boolean isAvailable(PeerOptions options, long now) {
        return health.isAvailable(options, now);
    }

    /** Whether {@code max_conns} lets it be picked. */
    public boolean hasRoom(PeerOptions options) {
        return options.maxConns() == 0 || inFlight.get() < options.maxConns();
    }

    /** Whether it has {@code max_fails} failures and has not been cleared of them. */
    public boolean isEjected(PeerOptions options) {
        return health.isEjected(options);
    }

    /** Whether one failure more has it taken out, or it is out already, and for long enough to take its load away. */
    public boolean isOutByFailure(PeerOptions options) {
        return options.maxFails() > 0
                && options.failTimeoutMillis() >= LONG_ENOUGH_OUT_MILLIS
                && health.fails() + 1 >= options.maxFails();
    }

    /** {@code weight}, in {@link #WEIGHT_UNIT}s, as far as {@code slow_start} grants it at {@code now}; at least 1. */
    public long shareOf(int weight, PeerOptions options, long now) {
        return slowStart.weight(weight, options, now);
    }

    /**
     * What a further request is expected to wait for here: the average time to a response's head times the attempts under
     * way. A peer that was never asked costs nothing.
     */
    public float expectedMicros(long now) {
        int underWay = inFlight.get();
        return responseTime.isUnknown() ? underWay * UNKNOWN_MICROS : responseTime.micros(now) * (underWay + 1);
    }

    /** The head of a response came {@code nanos} after its attempt began. */
    public void answered(long nanos, long now) {
        responseTime.add(nanos, now);
    }

    /** It became available otherwise than by a trial: it is new, or no longer {@code down}. */
    void becameAvailable(long now) {
        slowStart.begin(now);
    }

    /**
     * Begins an attempt if the peer may have one; false when another loop took the one trial of an ejected peer, or the
     * last of {@code max_conns}.
     */
    public boolean reserve(PeerOptions options, long now) {
        if (!takeRoom(options)) {
            return false;
        }
        if (!health.reserve(options, now)) {
            inFlight.decrementAndGet();
            return false;
        }
        requests.incrementAndGet();
        return true;
    }

    /** Begins an attempt if {@code max_conns} lets it: the single peer of a group is asked whatever its failures. */
    public boolean reserveUnjudged(PeerOptions options) {
        if (!takeRoom(options)) {
            return false;
        }
        requests.incrementAndGet();
        return true;
    }

    /** An attempt begins, whatever the options say. */
    public void begin() {
        inFlight.incrementAndGet();
        requests.incrementAndGet();
    }

    /** An attempt ended well; true when this brought the peer back. */
    public boolean succeeded(PeerOptions options) {
        inFlight.decrementAndGet();
        boolean restored = health.succeeded(options);
        if (restored) {
            slowStart.begin(health.checked());
        }
        return restored;
    }

    /** An attempt ended with a failure that counts; true when this took the peer out. */
    public boolean failed(PeerOptions options, long now) {
        inFlight.decrementAndGet();
        failures.incrementAndGet();
        return health.failed(options, now);
    }

    /** An attempt ended and says nothing of the peer: the client went away, a kept connection was stale. */
    public void abandoned() {
        inFlight.decrementAndGet();
    }

    /** Never more than {@code max_conns}, whatever other loops do meanwhile. */
    private boolean takeRoom(PeerOptions options) {
        if (options.maxConns() == 0) {
            inFlight.incrementAndGet();
            return true;
        }
        int taken = inFlight.get();
        while (taken < options.maxConns()) {
            int seen = inFlight.compareAndExchange(taken, taken + 1);
            if (seen == taken) {
                return true;
            }
            taken = seen;
        }
        return false;
    }

    @Override
    public String toString() {
        return upstream + " " + endpoint;
    }
}
