package io.lictor.exchange;

import io.lictor.http.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The start of a request's body, kept until the response comes: it waits here for the first connection, and is sent again
 * to the next peer. nginx's {@code client_body_buffer_size} bounds it, and what is kept by all
 * exchanges of the loop.
 *
 * <p>Confined to the exchange's event loop. Owns its pieces, from the first byte kept to {@link #release()}.
 */
final class RequestBody {

    /*
     * A read that filled half its buffer is kept as it is: what is kept and what is being sent are the same bytes. One that did
     * not is copied: it would hold a buffer many times its length.
     */

    private static final int LEAST_COPY = 1024;

    private final KeptBytes all;
    private final List<ByteBuf> pieces = new ArrayList<>();
    /** Whether the last piece is a copy, to which more may be added. */
    private boolean lastIsCopy;

    private int size;
    private int capacity;
    private boolean complete;
    private @Nullable Head trailers;

    /** One that keeps as long as {@code all} of its event loop allow it. */
    RequestBody(KeptBytes all) {
        this.all = all;
    }

    /** Ready for the next exchange. */
    void begin(int newCapacity) {
        capacity = newCapacity;
        complete = true;
        trailers = null;
    }

    /** Whether what is kept is all of the body so far, so that the request can be sent again. */
    boolean isReplayable() {
        return complete;
    }

    /** How much is kept, in bytes. */
    int size() {
        return size;
    }

    /** Whether no more should be read until some can be sent. */
    boolean isFull() {
        return size() >= capacity || !all.allows(0);
    }

    /** Keeps the next {@code length} bytes, which wait for a connection; moves over them. */
    void keep(ByteBufAllocator allocator, ByteBuf in, int length) {
        add(allocator, in, length);
        in.skipBytes(length);
    }

    /** Keeps the next {@code length} bytes, which are being sent, while the bound allows; does not move. */
    void remember(ByteBufAllocator allocator, ByteBuf in, int length) {
        if (!complete) {
            return;
        }
        if (size() + length > capacity || !all.allows(length)) {
            complete = false;
            release();
            return;
        }
        add(allocator, in, length);
    }

    /** Keeps nothing more, and what it kept no longer: memory is short. */
    void forget() {
        complete = false;
        release();
    }

    /** Keeps the fields that came behind the body, or none. */
    void trailers(@Nullable Head newTrailers) {
        trailers = newTrailers;
    }

    /** The fields that came behind the body, or null. */
    @Nullable
    Head trailers() {
        return trailers;
    }

    /** How many pieces are kept. */
    int pieces() {
        return pieces.size();
    }

    /** A piece of what is kept, to be sent: a view with its own indices. Stays ours. */
    ByteBuf view(int piece) {
        return pieces.get(piece).duplicate();
    }

    /** What was kept has been sent; from now on it is kept only for another peer, and not beyond the bound. */
    void sent() {
        if (size() > capacity) {
            complete = false;
            release();
        }
    }

    void release() {
        all.subtract(size);
        size = 0;
        lastIsCopy = false;
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).release();
        }
        pieces.clear();
    }

    private void add(ByteBufAllocator allocator, ByteBuf in, int length) {
        if (length >= in.capacity() / 2) {
            pieces.add(in.retainedSlice(in.readerIndex(), length));
            lastIsCopy = false;
        } else {
            if (!lastIsCopy) {
                pieces.add(allocator.buffer(Math.max(length, LEAST_COPY)));
                lastIsCopy = true;
            }
            pieces.get(pieces.size() - 1).writeBytes(in, in.readerIndex(), length);
        }
        size += length;
        all.add(length);
    }
}
