package io.lictor.engine;

import io.lictor.downstream.Admission;
import io.lictor.exchange.Worker;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at how much direct memory the buffers hold, twenty times a second, and makes the workers hold back when it is too
 * much.
 *
 * <p>Confined to one event loop, but for {@link #used()} and {@link #level()}.
 */
final class MemoryWatch {

    /*
     * What is looked at is what the allocator has from the system, not what is live in it: that is what the JVM's bound
     * (-XX:MaxDirectMemorySize) counts. But no more than the connections there are can hold, see held(). It is looked at by time and not at each read, so that a read costs nothing more; how
     * far one connection can go in between is bounded (docs/architecture.md).
     */

    private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);

    private static final int PERIOD_MILLIS = 50;
    private static final int LOOKS_A_SHRINK = 20;

    /** More than an exchange holds at most, kept body aside: docs/architecture.md. */
    private static final long MOST_OF_A_CONNECTION = 384 << 10;

    private final LongSupplier used;
    private final long budget;
    private final List<Worker> workers;
    private final Admission admission;
    private volatile MemoryLevel level = MemoryLevel.NORMAL;
    private int looks;

    MemoryWatch(LongSupplier used, long budget, List<Worker> workers, Admission admission) {
        this.used = used;
        this.budget = budget;
        this.workers = List.copyOf(workers);
        this.admission = admission;
    }

    /** What {@code allocator} has from the system, in bytes; 0 when it does not tell. */
    static LongSupplier usedOf(ByteBufAllocator allocator) {
        if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
            return () -> provider.metric().usedDirectMemory();
        }
        return () -> 0;
    }

    /** The most that buffers can have: -Dio.netty.maxDirectMemory, or the JVM's own bound. */
    static long budget() {
        // Netty's internals, but the only place that knows which of several bounds holds.
        return PlatformDependent.maxDirectMemory();
    }

    /** How many bytes of {@code budget} may hold what is kept of request bodies for another peer. */
    static long keptOf(long budget) {
        return budget / 4;
    }

    void start(EventLoop loop) {
        loop.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Bytes held now. Any thread. */
    long used() {
        return used.getAsLong();
    }

    long budgetBytes() {
        return budget;
    }

    /** Any thread. */
    MemoryLevel level() {
        return level;
    }

    /**
     * What {@code connections} can hold of the {@code used} bytes. The rest is what the allocator keeps for the next buffers:
     * it gives it back or not as it likes, so to wait for that might be to wait for ever.
     */
    static long held(long used, long budget, int connections) {
        return Math.min(used, keptOf(budget) + connections * MOST_OF_A_CONNECTION);
    }

    void look() {
        long now = held(used.getAsLong(), budget, admission.connections());
        MemoryLevel before = level;
        MemoryLevel next = before.next(now, budget);
        looks = next == before ? looks + 1 : 0;
        if (next != MemoryLevel.NORMAL && looks % LOOKS_A_SHRINK == 0) {
            admission.closeAllIdle();
        }
        if (next == before) {
            return;
        }
        level = next;
        admission.pauseForMemory(next.compareTo(MemoryLevel.CLOSED) >= 0);
        boolean shed = next == MemoryLevel.SHED;
        if (shed != (before == MemoryLevel.SHED)) {
            workers.forEach(worker -> worker.loop().execute(() -> worker.shed(shed)));
        }
        if (next.compareTo(before) > 0) {
            log.warn("direct memory is short level={} used={} budget={}", next, now, budget);
        } else {
            log.info("direct memory level={} used={} budget={}", next, now, budget);
        }
    }
}
