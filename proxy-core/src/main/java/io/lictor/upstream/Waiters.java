package io.lictor.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many exchanges wait for a slot of one upstream's peers, and on which event loops: {@code queue}. The exchanges
 * themselves wait on their loops.
 *
 * <p>Any thread.
 */
public final class Waiters {

    /*
     * No wake-up is lost: who wants to wait is counted here first and looks for a slot after it; who frees a slot frees it
     * first and looks here after it. Whichever comes second sees the other.
     */

    private final AtomicInteger total = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicIntegerArray byLoop;

    Waiters(int loops) {
        byLoop = new AtomicIntegerArray(loops);
    }

    /** Counts one more on {@code loop}, unless {@code most} wait already. */
    public boolean enter(int loop, int most) {
        int waiting = total.get();
        while (waiting < most) {
            int seen = total.compareAndExchange(waiting, waiting + 1);
            if (seen == waiting) {
                byLoop.incrementAndGet(loop);
                return true;
            }
            waiting = seen;
        }
        return false;
    }

    /** One that was counted on {@code loop} waits no more. */
    public void leave(int loop) {
        byLoop.decrementAndGet(loop);
        total.decrementAndGet();
    }

    /** How many event loops there are. */
    public int loops() {
        return byLoop.length();
    }

    /** How many wait. */
    public int count() {
        return total.get();
    }

    /** Whether it looks as if somebody waits: for the path of every request, where being late once does no harm. */
    public boolean seemAny() {
        return total.getOpaque() != 0;
    }

    /** The next loop in turn on which somebody waits; -1 when there is none. */
    public int next() {
        return total.get() == 0 ? -1 : from(Math.floorMod(turn.getAndIncrement(), byLoop.length()), byLoop.length());
    }

    /** The first loop behind {@code loop} on which somebody waits, {@code loop} itself left out; -1 when there is none. */
    public int behind(int loop) {
        return from((loop + 1) % byLoop.length(), byLoop.length() - 1);
    }

    private int from(int first, int count) {
        for (int n = 0; n < count; n++) {
            int loop = (first + n) % byLoop.length();
            if (byLoop.get(loop) > 0) {
                return loop;
            }
        }
        return -1;
    }
}
