package io.lictor.http1;

import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message's body: by its length, in chunks, or until the connection closes (RFC 9112 section 6).
 *
 * <p>Confined to one event loop. Holds no bytes.
 */
public final class BodyReader {

    private final ChunkedReader chunked = new ChunkedReader();
    private long remaining;
    private boolean inChunks;

    /** Ready for a body framed as {@link Head#bodyLength()} says. */
    public void begin(long bodyLength) {
        remaining = bodyLength;
        inChunks = bodyLength == Head.CHUNKED;
        if (inChunks) {
            chunked.reset();
        }
    }

    /** Whether the body has ended, as far as its own framing tells. */
    public boolean ended() {
        return remaining == 0;
    }

    /** The trailer fields of a body in chunks that has ended; null when there were none. */
    public @Nullable Head trailers() {
        return inChunks ? chunked.trailers() : null;
    }

    /** Whether only the end of the connection ends the body. */
    public boolean untilClose() {
        return remaining == Head.UNTIL_CLOSE;
    }

    /**
     * Takes from {@code in} what belongs to the body and hands its bytes to {@code sink}.
     *
     * @return OK: the body has ended and {@code in} stands behind it; INCOMPLETE: all was taken; else what is wrong
     */
    public Verdict read(ByteBuf in, BodySink sink) {
        if (remaining > 0) {
            int length = (int) Math.min(remaining, in.readableBytes());
            if (length > 0) {
                remaining -= length;
                sink.bodyData(in, length);
            }
            return remaining == 0 ? Verdict.OK : Verdict.INCOMPLETE;
        }
        if (remaining == Head.CHUNKED) {
            Verdict verdict = chunked.read(in, sink);
            if (verdict == Verdict.OK) {
                remaining = 0;
            }
            return verdict;
        }
        if (remaining == Head.UNTIL_CLOSE) {
            if (in.isReadable()) {
                sink.bodyData(in, in.readableBytes());
            }
            return Verdict.INCOMPLETE;
        }
        return Verdict.OK;
    }
}
