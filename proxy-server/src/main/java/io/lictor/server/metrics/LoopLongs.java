package io.lictor.server.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A few counters that one event loop adds to and any thread reads.
 *
 * <p>An opaque write is a plain one to the processor; it only keeps a reader from seeing half a number or an old one for
 * ever. Padded, so that the counters of two loops never share a cache line.
 */
final class LoopLongs {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PADDING = 8;

    private final long[] values;

    LoopLongs(int count) {
        values = new long[PADDING + count + PADDING];
    }

    /** To be called on the loop only. */
    void add(int index, long amount) {
        LONGS.setOpaque(values, PADDING + index, values[PADDING + index] + amount);
    }

    long get(int index) {
        return (long) LONGS.getOpaque(values, PADDING + index);
    }
}
