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

    private static final long NEVER = Long.MAX_VALUE;

    private final String upstream;
    private final Endpoint endpoint;
    private final PassiveHealth health = new PassiveHealth();
    private final Ejection ejection;
    private final SlowStart slowStart = new SlowStart();
    private final ResponseTime responseTime = new ResponseTime();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Tunnels tunnels = new Tunnels();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile CheckResult check = CheckResult.UNKNOWN;
    private volatile boolean unhealthy;
    private volatile long drainDeadline = NEVER;
    private volatile String reason = "";
    private volatile long since;

    /** One that nothing keeps from being out. */
    Peer(String upstream, Endpoint endpoint) {
        this(upstream, endpoint, new EjectionCap(), 0);
    }

    /**
     * A peer.
     *
     * @param cap of its upstream
     * @param now when it is first heard of, in milliseconds
     */
    Peer(String upstream, Endpoint endpoint, EjectionCap cap, long now) {
        this.upstream = upstream;
        this.endpoint = endpoint;
        this.ejection = new Ejection(cap);
        this.since = now;
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

    /** Attempts under way, tunnels among them. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The attempts under way that are tunnels. */
    public Tunnels tunnels() {
        return tunnels;
    }

    /** Attempts begun since the peer is known. */
    public long requests() {
        return requests.get();
    }

    /** Attempts that failed since the peer is known. */
    public long failures() {
        return failures.get();
    }

    /**
     * Whether {@code max_fails} lets it be picked at {@code now}: it has not so many fails, they are without effect, or a
     * trial is due.
     */
    public boolean isAvailable(PeerOptions options, long now) {
        return health.isAvailable(options, now) || !ejection.isOut();
    }

    /** For how long {@code fail_timeout} still keeps it from a trial, in milliseconds; 0 when one is due. */
    long trialDueIn(PeerOptions options, long now) {
        return Math.max(0, options.failTimeoutMillis() - (now - health.checked()));
    }

    /** Whether its active check lets it be picked: it says that the peer is well, or is without effect. */
    boolean isHealthy() {
        return !unhealthy || !ejection.isOut();
    }

    /** Whether it is out for its health. */
    public boolean isOut() {
        return ejection.isEjected();
    }

    /** Whether it should be out, and {@code max_ejection} keeps it in. */
    public boolean isSpared() {
        return ejection.isSpared();
    }

    /** Whether every peer of its upstream is out and all are tried. */
    public boolean isPanicking() {
        return ejection.panics();
    }

    /** What its active checks found; {@link CheckResult#UNKNOWN} without any. */
    public CheckResult check() {
        return check;
    }

    /** Why it is out, or should be; empty when it is well. */
    public String reason() {
        return reason;
    }

    void reason(String newReason) {
        reason = newReason;
    }

    /** Since when it is what it is: up, out, down or draining; in milliseconds of the engine's clock. */
    public long since() {
        return since;
    }

    void since(long now) {
        since = now;
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
                && !ejection.isSpared()
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
        if (!health.reserve(options, now) && ejection.isOut()) {
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

    /** An attempt ended well; RESTORED when this brought the peer back. */
    public HealthChange succeeded(PeerOptions options) {
        inFlight.decrementAndGet();
        return health.succeeded() ? settle(options, health.checked()) : HealthChange.NONE;
    }

    /** An attempt ended with a failure that counts; EJECTED when this took the peer out. */
    public HealthChange failed(PeerOptions options, long now) {
        inFlight.decrementAndGet();
        failures.incrementAndGet();
        health.failed(now);
        return settle(options, now);
    }

    /** A check of it ended, or one that others have made holds for it too. */
    public HealthChange checked(CheckResult result, PeerOptions options, long now) {
        check = result;
        unhealthy = !result.healthy();
        return settle(options, now);
    }

    /** It is judged by {@code options} under {@code cap} from now on, as part of a set. */
    HealthChange judge(EjectionCap cap, PeerOptions options, long now) {
        if (options.isUsable()) {
            ejection.count(cap);
        } else {
            ejection.uncount();
        }
        return settle(options, now);
    }

    /** It is part of no set any more. */
    void unjudge() {
        ejection.uncount();
    }

    /** More are out than may be: if it is, it is in again. */
    HealthChange spare(long now) {
        HealthChange change = ejection.spare();
        since = change == HealthChange.NONE ? since : now;
        return change;
    }

    /** What is under way here may go on until {@code deadline}. */
    void drainUntil(long deadline) {
        drainDeadline = deadline;
    }

    /** It stays after all. */
    void undrain() {
        drainDeadline = NEVER;
    }

    /** Until when what is under way here may go on, in milliseconds of the engine's clock; the greatest long for ever. */
    public long drainDeadline() {
        return drainDeadline;
    }

    /** Whether {@code drain_timeout} has passed since it began to leave. */
    public boolean isDrained(long now) {
        return now >= drainDeadline;
    }

    /** An attempt ended and says nothing of the peer: the client went away, a kept connection was stale. */
    public void abandoned() {
        inFlight.decrementAndGet();
    }

    /** Makes it out or in, as its fails and its check say. One that is in again begins {@code slow_start}. */
    private HealthChange settle(PeerOptions options, long now) {
        HealthChange change =
                ejection.settle(() -> unhealthy || ejection.judgesFailures() && health.isEjected(options));
        if (change == HealthChange.RESTORED) {
            slowStart.begin(now);
        }
        if (change != HealthChange.NONE) {
            since = now;
        }
        return change;
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
