package io.lictor.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the lines of all loops to one channel.
 *
 * <p>Runs on its own thread: looks at every ring ten times a second, or at once when a ring holds a batch. Owns the
 * channel. Whatever goes wrong with it costs lines, never a request.
 */
final class LogWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WARN_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /**
     * As nginx's {@code buffer=64k}. Where the writer has no processor to itself an event loop waits while it writes: for a
     * batch that is some ten microseconds, for all of a tenth of a second it would be a millisecond.
     */
    static final int BATCH_BYTES = 64 * 1024;

    private final WritableByteChannel channel;
    private final List<LoopLog> loops = new CopyOnWriteArrayList<>();
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    private long droppedWarned;
    private long nextDropWarning = System.nanoTime();
    private long nextErrorWarning = System.nanoTime();

    LogWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    void add(LoopLog loop) {
        loops.add(loop);
    }

    /** Makes the writer look now. Any thread; a wake-up that is still on its way is not repeated. */
    void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    /** Makes the writer write what there is, close the channel and end. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    long dropped() {
        long sum = 0;
        for (LoopLog loop : loops) {
            sum += loop.dropped();
        }
        return sum;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try (channel) {
            while (!stopping) {
                LockSupport.parkNanos(this, POLL_NANOS);
                awake.set(false);
                writeAll();
                warnOfDrops();
            }
            writeAll();
        } catch (IOException e) {
            LOG.warn("access log not closed cleanly error={}", e.toString());
        }
    }

    private void writeAll() {
        for (LoopLog loop : loops) {
            ByteRing ring = loop.ring();
            // Up to here and no further: it ends with a line, so lines of two loops never mix.
            long limit = ring.written();
            while (!ring.drain(batch, limit)) {
                writeBatch();
            }
        }
        writeBatch();
    }

    private void writeBatch() {
        batch.flip();
        try {
            while (batch.hasRemaining()) {
                channel.write(batch);
            }
        } catch (IOException e) {
            if (System.nanoTime() - nextErrorWarning >= 0) {
                nextErrorWarning = System.nanoTime() + WARN_INTERVAL_NANOS;
                LOG.warn("access log not written, lines are lost bytes={} error={}", batch.remaining(), e.toString());
            }
        }
        batch.clear();
    }

    private void warnOfDrops() {
        long dropped = dropped();
        if (dropped > droppedWarned && System.nanoTime() - nextDropWarning >= 0) {
            nextDropWarning = System.nanoTime() + WARN_INTERVAL_NANOS;
            LOG.warn("access log too slow, lines were dropped dropped={} total={}", dropped - droppedWarned, dropped);
            droppedWarned = dropped;
        }
    }
}
