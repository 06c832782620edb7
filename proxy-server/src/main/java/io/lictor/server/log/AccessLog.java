package io.lictor.server.log;

import io.lictor.observe.LoopObserver;
import io.lictor.observe.Observer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.ThreadFactory;

/**
 * The access log: one line in nginx's {@code combined} format for each exchange.
 *
 * <p>Any thread. Owns the writer's thread and the file until {@link #close()}.
 */
public final class AccessLog implements Observer, AutoCloseable {

    /** At 100,000 lines of 200 bytes a second on one loop it takes what comes in 50 ms, should the file be slow so long. */
    private static final int RING_BYTES = 1 << 20;

    private final LogWriter writer;
    private final Thread thread;
    private final InstantSource clock;
    private final ZoneId zone;
    private final int ringBytes;

    AccessLog(WritableByteChannel channel, InstantSource clock, ZoneId zone, int ringBytes, ThreadFactory threads) {
        this.clock = clock;
        this.zone = zone;
        this.ringBytes = ringBytes;
        writer = new LogWriter(channel);
        thread = threads.newThread(writer);
        thread.start();
    }

    /** Writes to the standard output. */
    public static AccessLog toStandardOutput(ThreadFactory threads) {
        return open(new FileOutputStream(FileDescriptor.out).getChannel(), threads);
    }

    /**
     * Appends to a file, which is made when it is not there.
     *
     * @throws IOException when it cannot be opened for writing
     */
    public static AccessLog toFile(Path file, ThreadFactory threads) throws IOException {
        return open(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                threads);
    }

    private static AccessLog open(WritableByteChannel channel, ThreadFactory threads) {
        return new AccessLog(channel, InstantSource.system(), ZoneId.systemDefault(), RING_BYTES, threads);
    }

    @Override
    public LoopObserver forLoop(int loop) {
        int wakeAt = Math.min(LogWriter.BATCH_BYTES, ringBytes / 2);
        LoopLog log = new LoopLog(
                new CombinedFormat(new LogTime(clock, zone)), new ByteRing(ringBytes), wakeAt, writer::wake);
        writer.add(log);
        return log;
    }

    /** How many lines were dropped because the file was too slow. */
    public long dropped() {
        return writer.dropped();
    }

    /** Writes what is left and closes the file. To be called when the event loops have ended. */
    @Override
    public void close() {
        writer.stop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
