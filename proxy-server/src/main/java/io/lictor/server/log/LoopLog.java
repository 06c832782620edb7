package io.lictor.server.log;

import io.lictor.observe.CompletedExchange;
import io.lictor.observe.LoopObserver;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Formats the lines of one event loop and queues them for the writer.
 *
 * <p>Confined to that loop, but for {@link #ring()}, which the writer drains, and {@link #dropped()}, which any thread may
 * read.
 */
final class LoopLog implements LoopObserver {

    private static final VarHandle DROPPED;

    static {
        try {
            DROPPED = MethodHandles.lookup().findVarHandle(LoopLog.class, "dropped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CombinedFormat format;
    private final ByteRing ring;
    private final int wakeAt;
    private final Runnable wakeWriter;
    private long dropped;

    /**
     * @param wakeAt with so many bytes queued the writer is woken
     */
    LoopLog(CombinedFormat format, ByteRing ring, int wakeAt, Runnable wakeWriter) {
        this.format = format;
        this.ring = ring;
        this.wakeAt = wakeAt;
        this.wakeWriter = wakeWriter;
    }

    @Override
    public void exchangeCompleted(CompletedExchange exchange) {
        format.format(exchange);
        LineBuffer line = format.line();
        if (!ring.offer(line.bytes(), line.length())) {
            DROPPED.setOpaque(this, dropped + 1);
        } else if (ring.holdsMoreThan(wakeAt)) {
            wakeWriter.run();
        }
    }

    ByteRing ring() {
        return ring;
    }

    /** How many lines found no room. */
    long dropped() {
        return (long) DROPPED.getOpaque(this);
    }
}
