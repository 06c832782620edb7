package io.lictor.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What came of the next requests while one is being answered.
 *
 * <p>Confined to the connection's event loop. Owns one buffer, while there is anything in it.
 */
final class ReadAhead {

    /*
     * Some is taken, so that the end of a client that pipelines is seen while its request is under way. It is copied: a
     * client that sends byte by byte would else hold a receive buffer a byte.
     */

    /** From here on the client is not read from: nginx's {@code large_client_header_buffers}, a quarter of the head. */
    private static final int ENOUGH = 8 << 10;

    private @Nullable ByteBuf bytes;

    /** Takes a copy of all of {@code in}. */
    void add(ByteBufAllocator allocator, ByteBuf in) {
        ByteBuf before = bytes;
        if (before == null) {
            before = allocator.buffer(in.readableBytes());
            bytes = before;
        }
        before.writeBytes(in);
    }

    boolean isEmpty() {
        return bytes == null;
    }

    boolean isFull() {
        return bytes != null && bytes.readableBytes() >= ENOUGH;
    }

    /** Gives away what there is, or null. */
    @Nullable
    ByteBuf take() {
        ByteBuf taken = bytes;
        bytes = null;
        return taken;
    }

    void release() {
        ByteBuf dropped = take();
        if (dropped != null) {
            dropped.release();
        }
    }
}
