package io.lictor.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What came of a response behind its head, while a filter decides about that head. The peer is not read from meanwhile, so it
 * is what one turn of the transport brought.
 *
 * <p>Confined to the exchange's event loop. Owns the buffers it keeps.
 */
final class HeldResponse {

    private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>(2);
    private boolean closed;

    /** Keeps what {@code in} still has; {@code in} stays the caller's. */
    void keep(ByteBuf in) {
        if (in.isReadable()) {
            kept.addLast(in.readRetainedSlice(in.readableBytes()));
        }
    }

    /** The next of what was kept, from now on the caller's; or null. */
    @Nullable
    ByteBuf poll() {
        return kept.pollFirst();
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** The connection is gone. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    void clear() {
        closed = false;
        for (ByteBuf next = kept.pollFirst(); next != null; next = kept.pollFirst()) {
            next.release();
        }
    }
}
