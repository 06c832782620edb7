package io.lictor.http1;

import io.lictor.http.Head;
import io.lictor.http.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way out of one connection, gathered so that a read batch on the other side costs one write here.
 *
 * <p>Confined to the connection's event loop. Owns the buffer it gathers in until that is written or released.
 */
public final class OutBatch {

    /** Up to this many bytes a copy is cheaper than a write of its own. */
    private static final int COPY_UP_TO = 4096;

    /**
     * What is handed on without a copy goes in pieces of this size. Netty's epoll puts no more into one call than twice the
     * size of the socket's buffer, first 32 KiB, and more only when calls of several pieces went through whole: a large piece
     * never would, so the head before it went alone.
     */
    private static final int PIECE = 16 << 10;

    /**
     * Above the second the other side is not read from until less than the first waits. What came with the largest read
     * passes in one turn, and the one above it stops reading.
     */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(32 << 10, ReadSizes.MOST + (32 << 10));

    private static final int LEAST_BUFFER = 1024;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
    private static final int CHUNK_HEAD = 18;

    private final ChannelHandlerContext ctx;
    private @Nullable ByteBuf tail;

    /** Of a connection that has none yet; sets how much may wait in it to be written. */
    public OutBatch(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        ctx.channel().config().setWriteBufferWaterMark(MARKS);
    }

    /** Appends a copy of {@code length} bytes. */
    public void put(byte[] bytes, int offset, int length) {
        room(length).writeBytes(bytes, offset, length);
    }

    /** Appends a copy of all of {@code bytes}. */
    public void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    /** Moves {@code length} bytes of a body from {@code in}; {@code in} stays the caller's. */
    public void body(ByteBuf in, int length, boolean chunked) {
        if (chunked) {
            chunkHead(length);
        }
        if (length <= COPY_UP_TO) {
            room(length).writeBytes(in, length);
        } else {
            writeTail();
            for (int left = length; left > 0; left -= PIECE) {
                ctx.write(in.readRetainedSlice(Math.min(left, PIECE)), ctx.voidPromise());
            }
        }
        if (chunked) {
            put(CRLF);
        }
    }

    /**
     * Ends a body in chunks.
     *
     * @param trailers the fields behind it, which go on as far as {@link Trailers} lets them; or null
     * @param message the head of the message whose body this was
     */
    public void lastChunk(@Nullable Head trailers, Head message) {
        if (trailers == null) {
            put(LAST_CHUNK);
        } else {
            put(LAST_CHUNK, 0, LAST_CHUNK.length - CRLF.length);
            Trailers.write(this, trailers, message);
            put(CRLF);
        }
    }

    /** Hands all that was gathered to the transport. */
    public void flush() {
        writeTail();
        ctx.flush();
    }

    /** Sends what was gathered, then says that nothing follows: a FIN, not a close. */
    public void endOutput() {
        writeTail();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (ctx.channel() instanceof DuplexChannel channel && channel.isActive()) {
                channel.shutdownOutput();
            }
        });
    }

    /** Gives up what was gathered and not written. */
    public void release() {
        ByteBuf gathered = tail;
        tail = null;
        if (gathered != null) {
            gathered.release();
        }
    }

    private void chunkHead(int length) {
        ByteBuf out = room(CHUNK_HEAD);
        int shift = 28 - Integer.numberOfLeadingZeros(length) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(Hex.digit(length >>> shift));
        }
        out.writeByte('\r').writeByte('\n');
    }

    private ByteBuf room(int length) {
        ByteBuf gathered = tail;
        if (gathered != null && gathered.writableBytes() >= length) {
            return gathered;
        }
        writeTail();
        gathered = ctx.alloc().ioBuffer(Math.max(length, LEAST_BUFFER));
        tail = gathered;
        return gathered;
    }

    private void writeTail() {
        ByteBuf gathered = tail;
        tail = null;
        if (gathered != null) {
            ctx.write(gathered, ctx.voidPromise());
        }
    }
}
