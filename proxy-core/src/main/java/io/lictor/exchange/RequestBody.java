package io.lictor.exchange;

import io.lictor.http.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The start of a request's body, kept until the response comes: it waits here for the first connection, and is sent again
 * to the next peer. nginx's {@code client_body_buffer_size} bounds it, and what is kept by all
 * exchanges of the loop.
 *
 * <p>Confined to the exchange's event loop. Owns one buffer, from the first byte kept to {@link #release()}.
 */
final class RequestBody {

    private final KeptBytes all;
    private @Nullable ByteBuf kept;
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

    /** How much is kept. */
    int size() {
        return kept == null ? 0 : kept.readableBytes();
    }

    /** Whether no more should be read until some can be sent. */
    boolean isFull() {
        return size() >= capacity || !all.allows(0);
    }

    /** Keeps a copy of the next {@code length} bytes, which wait for a connection; moves over them. */
    void keep(ByteBufAllocator allocator, ByteBuf in, int length) {
        buffer(allocator, length).writeBytes(in, length);
        all.add(length);
    }

    /** Keeps a copy of the next {@code length} bytes, which are being sent, while the bound allows; does not move. */
    void remember(ByteBufAllocator allocator, ByteBuf in, int length) {
        if (!complete) {
            return;
        }
        if (size() + length > capacity || !all.allows(length)) {
            complete = false;
            release();
            return;
        }
        buffer(allocator, length).writeBytes(in, in.readerIndex(), length);
        all.add(length);
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

    /** What is kept, to be sent: a view with its own indices, or null when nothing is. Stays ours. */
    @Nullable
    ByteBuf view() {
        return kept == null ? null : kept.duplicate();
    }

    /** What was kept has been sent; from now on it is kept only for another peer, and not beyond the bound. */
    void sent() {
        if (size() > capacity) {
            complete = false;
            release();
        }
    }

    void release() {
        ByteBuf buffer = kept;
        kept = null;
        if (buffer != null) {
            all.subtract(buffer.readableBytes());
            buffer.release();
        }
    }

    private ByteBuf buffer(ByteBufAllocator allocator, int length) {
        ByteBuf buffer = kept;
        if (buffer == null) {
            buffer = allocator.buffer(Math.max(length, 1024));
            kept = buffer;
        }
        return buffer;
    }
}
