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

    private final String upstream;
    private final Endpoint endpoint;
    private final PassiveHealth health = new PassiveHealth();
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

    /** Whether {@code max_fails} holds it out at {@code now}; false when a trial is due. */
    public boolean isAvailable(PeerOptions options, long now) {
        return health.isAvailable(options, now);
    }

    /** Whether it has {@code max_fails} failures and has not been cleared of them. */
    public boolean isEjected(PeerOptions options) {
        return health.isEjected(options);
    }

    /** Reserves a pick; false when another loop took the one trial of an ejected peer. */
    public boolean reserve(PeerOptions options, long now) {
        return health.reserve(options, now);
    }

    /** An attempt begins. */
    public void begin() {
        inFlight.incrementAndGet();
        requests.incrementAndGet();
    }

    /** An attempt ended well; true when this brought the peer back. */
    public boolean succeeded(PeerOptions options) {
        inFlight.decrementAndGet();
        return health.succeeded(options);
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

    @Override
    public String toString() {
        return upstream + " " + endpoint;
    }
}
