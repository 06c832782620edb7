package io.lictor.server.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A bounded queue of bytes between one event loop and the writer.
 *
 * <p>One thread offers, one other thread drains; neither locks, waits or allocates. What is offered at once becomes visible
 * at once, so a reader that drains up to {@link #written()} ends between two lines.
 */
final class ByteRing {

    /*
     * A ring and not a queue of chunks: the writer can take the partial content at any time without asking the loop, and
     * there is no chunk to hand back.
     */

    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(ByteRing.class, "written", long.class);
            READ = lookup.findVarHandle(ByteRing.class, "read", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] bytes;
    private final int mask;

    /** Bytes ever offered. Set by the offering thread only, with release. */
    private long written;
    /** Bytes ever drained. Set by the draining thread only, with release. */
    private long read;
    /** What the offering thread last saw of {@link #read}: it looks again only when there seems to be no room. */
    private long readSeen;

    /**
     * An empty ring.
     *
     * @param capacity in bytes, a power of two
     */
    ByteRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
        }
        bytes = new byte[capacity];
        mask = capacity - 1;
    }

    /** Takes a copy of {@code source[0, length)}, or nothing and returns false when there is no room for it all. */
    boolean offer(byte[] source, int length) {
        long at = written;
        if (length > bytes.length - (at - readSeen)) {
            readSeen = (long) READ.getAcquire(this);
            if (length > bytes.length - (at - readSeen)) {
                return false;
            }
        }
        int start = (int) at & mask;
        int first = Math.min(length, bytes.length - start);
        System.arraycopy(source, 0, bytes, start, first);
        System.arraycopy(source, first, bytes, 0, length - first);
        WRITTEN.setRelease(this, at + length);
        return true;
    }

    /** Whether more than {@code size} bytes are taken; to be asked by the offering thread. */
    boolean holdsMoreThan(int size) {
        if (written - readSeen <= size) {
            return false;
        }
        readSeen = (long) READ.getAcquire(this);
        return written - readSeen > size;
    }

    /** How many bytes were ever offered; to be asked by the draining thread. */
    long written() {
        return (long) WRITTEN.getAcquire(this);
    }

    /**
     * Moves what fits into {@code target}, up to the position {@code limit}.
     *
     * @param limit an answer of {@link #written()}
     * @return whether {@code limit} was reached
     */
    boolean drain(ByteBuffer target, long limit) {
        long at = read;
        while (at < limit && target.hasRemaining()) {
            int start = (int) at & mask;
            int length = (int) Math.min(Math.min(limit - at, bytes.length - start), target.remaining());
            target.put(bytes, start, length);
            at += length;
        }
        READ.setRelease(this, at);
        return at == limit;
    }
}
