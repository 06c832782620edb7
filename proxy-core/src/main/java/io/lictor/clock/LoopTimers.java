package io.lictor.clock;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadlines of one event loop, on a wheel: arming and disarming cost a few pointers, so every read and write can have
 * its own.
 *
 * <p>Confined to its loop. A deadline is never early and at most two ticks late.
 */
public final class LoopTimers {

    /*
     * Hashed wheel: a timer hangs in the slot of its tick, and is looked at once a round until its tick has come. The loop
     * is woken once a tick while anything is armed, not otherwise. The time is that of the ticker, so a test that turns
     * its clock makes deadlines come at the next real tick.
     */

    private static final Logger log = LoggerFactory.getLogger(LoopTimers.class);

    private static final int TICK_MILLIS = 20;
    private static final int SLOTS = 1024;

    private final EventExecutor loop;
    private final Ticker ticker;
    private final LoopTimer[] slots = new LoopTimer[SLOTS];
    private final Runnable advance = this::advance;

    private long nowNanos;
    private long doneTick;
    private int armed;
    private boolean scheduled;

    public LoopTimers(EventExecutor loop, Ticker ticker) {
        this.loop = loop;
        this.ticker = ticker;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new LoopTimer.Slot();
        }
        nowNanos = ticker.nanos();
        doneTick = tick(nowNanos);
    }

    /** Reads the clock. */
    public long nanos() {
        nowNanos = ticker.nanos();
        return nowNanos;
    }

    /** The time when the clock was last read on this loop, in milliseconds: coarse, and free. */
    public long coarseMillis() {
        return nowNanos / 1_000_000;
    }

    /** The same in nanoseconds. */
    public long coarseNanos() {
        return nowNanos;
    }

    /** Makes {@code timer} run {@code millis} from when the clock was last read; an earlier arming is forgotten. */
    public void arm(LoopTimer timer, long millis) {
        assert loop.inEventLoop();
        if (timer.isArmed()) {
            timer.unlink();
            armed--;
        }
        if (!scheduled) {
            nanos();
            doneTick = tick(nowNanos);
            schedule();
        }
        timer.tick = Math.max(doneTick, tick(nowNanos)) + (millis + TICK_MILLIS - 1) / TICK_MILLIS + 1;
        timer.linkBehind(slots[(int) (timer.tick & SLOTS - 1)]);
        armed++;
    }

    /** Forgets {@code timer}; nothing happens when it is not armed. */
    public void disarm(LoopTimer timer) {
        assert loop.inEventLoop();
        if (timer.isArmed()) {
            timer.unlink();
            armed--;
        }
    }

    private void schedule() {
        scheduled = true;
        loop.schedule(advance, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void advance() {
        long now = tick(nanos());
        // A clock that leapt further than a round: each slot once is enough.
        long from = Math.max(doneTick + 1, now - SLOTS + 1);
        for (long tick = from; tick <= now; tick++) {
            doneTick = tick;
            run(slots[(int) (tick & SLOTS - 1)], now);
        }
        if (armed > 0) {
            schedule();
        } else {
            scheduled = false;
        }
    }

    private void run(LoopTimer slot, long now) {
        LoopTimer timer = slot.next;
        while (timer != slot) {
            if (timer.tick <= now) {
                timer.unlink();
                armed--;
                runSafely(timer);
                // What ran may have unlinked any other timer: start over; the slot is short.
                timer = slot.next;
            } else {
                timer = timer.next;
            }
        }
    }

    /** A timer that throws is a bug of its owner: the other deadlines of the loop must come all the same. */
    private static void runSafely(LoopTimer timer) {
        try {
            timer.run();
        } catch (RuntimeException e) {
            log.error("deadline failed", e);
        }
    }

    private static long tick(long nanos) {
        return nanos / (TICK_MILLIS * 1_000_000L);
    }
}
