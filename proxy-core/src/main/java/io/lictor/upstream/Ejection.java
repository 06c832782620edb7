package io.lictor.upstream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Whether one peer is out, as far as its upstream's {@link EjectionCap} lets it be.
 *
 * <p>Any thread. Owns one place under the cap while it is out and counted.
 */
final class Ejection {

    /*
     * Reasons (too many fails, a failed check) come and go on several loops at once, and so does the counting when the
     * registry changes. Nobody locks: settle() makes the state what the reasons say and looks again until nothing has
     * changed meanwhile. Who changes a reason settles after it, so the last one sees all. A place under the cap is given
     * back by the one whose compare-and-set left OUT: exactly once.
     *
     * A peer that has left, or is down or draining, is not counted: it takes no part in what may be out.
     */

    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int OUT_UNCOUNTED = 2;

    private final AtomicInteger state = new AtomicInteger(IN);
    private final AtomicBoolean spared = new AtomicBoolean();
    private volatile EjectionCap cap;
    private volatile boolean counted = true;

    Ejection(EjectionCap cap) {
        this.cap = cap;
    }

    /** Whether it is out, and that has effect: not while all are out and all are tried. */
    boolean isOut() {
        return state.get() != IN && !cap.panics();
    }

    /** Whether it is out, be it with effect or not. */
    boolean isEjected() {
        return state.get() != IN;
    }

    /** Whether it should be out and the cap keeps it in. */
    boolean isSpared() {
        return spared.get();
    }

    /** Whether {@code max_fails} holds for it. */
    boolean judgesFailures() {
        return cap.judgesFailures();
    }

    boolean panics() {
        return cap.panics();
    }

    /** Makes it out or in, as {@code reason} says now. */
    HealthChange settle(BooleanSupplier reason) {
        HealthChange change = HealthChange.NONE;
        while (true) {
            boolean wanted = reason.getAsBoolean();
            int now = state.get();
            if (wanted == (now != IN)) {
                if (now == OUT && !counted) {
                    uncount();
                    continue;
                }
                if (now == OUT_UNCOUNTED && counted) {
                    state.compareAndSet(OUT_UNCOUNTED, IN);
                    continue;
                }
                if (!wanted) {
                    spared.set(false);
                }
                return change;
            }
            if (!wanted) {
                change = restore(now) ? HealthChange.RESTORED : change;
            } else {
                boolean counts = counted;
                if (counts && !cap.take()) {
                    return spared.compareAndSet(false, true) ? HealthChange.SPARED : change;
                }
                change = eject(counts) ? HealthChange.EJECTED : change;
            }
        }
    }

    /** From now on it is counted under {@code newCap}; the caller settles it. By whoever reconciles. */
    void count(EjectionCap newCap) {
        if (newCap != cap) {
            // Its upstream was made anew while it was away.
            uncount();
            cap = newCap;
        }
        counted = true;
        state.compareAndSet(OUT_UNCOUNTED, IN);
    }

    /** From now on it is not counted. By whoever reconciles. */
    void uncount() {
        counted = false;
        if (state.compareAndSet(OUT, OUT_UNCOUNTED)) {
            cap.giveBack();
        }
    }

    /** Takes it back in because more are out than may be; NONE when it was not out. */
    HealthChange spare() {
        if (!state.compareAndSet(OUT, IN)) {
            return HealthChange.NONE;
        }
        cap.giveBack();
        spared.set(true);
        return HealthChange.SPARED;
    }

    private boolean eject(boolean counts) {
        if (state.compareAndSet(IN, counts ? OUT : OUT_UNCOUNTED)) {
            spared.set(false);
            return true;
        }
        if (counts) {
            cap.giveBack();
        }
        return false;
    }

    private boolean restore(int from) {
        if (!state.compareAndSet(from, IN)) {
            return false;
        }
        if (from == OUT) {
            cap.giveBack();
        }
        return true;
    }
}
