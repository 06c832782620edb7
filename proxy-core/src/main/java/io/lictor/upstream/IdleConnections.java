package io.lictor.upstream;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many idle connections to one endpoint each event loop keeps, so that {@code keepalive} can bound them over all loops.
 *
 * <p>Any thread; each loop writes its own number only.
 */
public final class IdleConnections {

    /*
     * On the path of every request a loop stores its number, without a fence and on a cache line of its own. The sum is
     * needed only when there are more pooled connections, idle or leased again, than may be idle: their number changes
     * seldom, with a connection's first keeping and its end. Of two loops that go over the bound at the same moment at
     * least one sees it: both store, fence, then sum.
     */

    private static final int INTS_A_LINE = 16;

    private final AtomicIntegerArray byLoop;
    private final AtomicInteger pooled = new AtomicInteger();
    private final int loops;

    IdleConnections(int loops) {
        this.loops = loops;
        this.byLoop = new AtomicIntegerArray(loops * INTS_A_LINE);
    }

    /** {@code loop} keeps {@code count} from now on. */
    public void set(int loop, int count) {
        byLoop.setOpaque(loop * INTS_A_LINE, count);
    }

    /** A connection is kept for the first time. */
    public void pooled() {
        pooled.incrementAndGet();
    }

    /** A connection that was kept at some time has ended. */
    public void unpooled() {
        pooled.decrementAndGet();
    }

    /** Whether there may be more than {@code most} idle ones: cheap, and never wrongly false for long. */
    public boolean mayExceed(int most) {
        return pooled.getOpaque() > most;
    }

    /** Whether there are more than {@code most}. */
    public boolean exceeds(int most) {
        return count() > most;
    }

    /** How many there are, over all loops. */
    public int count() {
        VarHandle.fullFence();
        int sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += byLoop.getOpaque(loop * INTS_A_LINE);
        }
        return sum;
    }

    /** The loop that keeps the most; of equals rather another than {@code own}, whose newest is the newest of all. */
    public int fullest(int own) {
        int best = own;
        for (int n = 1; n < loops; n++) {
            int loop = (own + n) % loops;
            int count = byLoop.getOpaque(loop * INTS_A_LINE);
            int most = byLoop.getOpaque(best * INTS_A_LINE);
            if (count > most || count == most && best == own) {
                best = loop;
            }
        }
        return best;
    }
}
