package io.lictor.http1;

import io.lictor.http.Head;
import io.lictor.http.Hex;
import io.lictor.http.Verdict;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunked coding: RFC 9112 section 7.1, without leniency. Extensions are read by the letter and dropped; trailer
 * fields are read as strictly as those of a head.
 *
 * <p>Confined to one event loop. Holds no bytes but those of trailer fields.
 */
final class ChunkedReader {

    /** What is awaited. */
    private enum State {
        SIZE,
        SIZE_OR_END,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS
    }

    /** 15 hexadecimal digits cannot overflow a long. */
    private static final int MOST_DIGITS = 15;

    private static final HeadLimits TRAILER_LIMITS = new HeadLimits(8 << 10, 8 << 10, 100);

    private State state = State.SIZE;
    private long size;
    private int digits;
    private final ChunkExtensions extensions = new ChunkExtensions();
    private @Nullable HeadParser trailerParser;
    private @Nullable Head trailers;

    void reset() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        trailerParser = null;
        trailers = null;
    }

    /** The trailer fields of the body that has ended; null when there were none. */
    @Nullable
    Head trailers() {
        return trailers;
    }

    Verdict read(ByteBuf in, BodySink sink) {
        while (in.isReadable()) {
            if (state == State.DATA) {
                int length = (int) Math.min(size, in.readableBytes());
                size -= length;
                if (size == 0) {
                    state = State.DATA_CR;
                }
                sink.bodyData(in, length);
            } else if (state == State.TRAILERS) {
                return readTrailers(in);
            } else if (!accept(in.readByte())) {
                return Verdict.BAD_CHUNK;
            }
        }
        return Verdict.INCOMPLETE;
    }

    private Verdict readTrailers(ByteBuf in) {
        HeadParser parser = trailerParser;
        Head head = trailers;
        if (parser == null && isEmptyLine(in)) {
            in.skipBytes(2);
            return Verdict.OK;
        }
        if (parser == null || head == null) {
            parser = HeadParser.ofTrailers(TRAILER_LIMITS);
            head = new Head();
            trailerParser = parser;
            trailers = head;
        }
        Verdict verdict = parser.parse(in, head);
        if (verdict == Verdict.INCOMPLETE) {
            return verdict;
        }
        if (verdict.isViolation() || Trailers.areRefused(head)) {
            return Verdict.BAD_TRAILER;
        }
        if (head.fieldCount() == 0) {
            trailers = null;
        }
        return Verdict.OK;
    }

    /** Nearly every body ends so. */
    private static boolean isEmptyLine(ByteBuf in) {
        int i = in.readerIndex();
        return in.readableBytes() >= 2 && in.getByte(i) == '\r' && in.getByte(i + 1) == '\n';
    }

    /** One byte of the framing; false when it cannot stand here. */
    private boolean accept(byte b) {
        return switch (state) {
            case SIZE, SIZE_OR_END -> sizeByte(b);
            case EXTENSION -> b == '\r' ? extensions.mayEnd() && go(State.SIZE_LF) : extensions.accept(b);
            case SIZE_LF -> b == '\n' && sizeRead();
            case DATA_CR -> b == '\r' && go(State.DATA_LF);
            case DATA_LF -> b == '\n' && go(State.SIZE);
            case DATA, TRAILERS -> throw new AssertionError("taken in bulk");
        };
    }

    private boolean sizeByte(byte b) {
        int value = Hex.value(b);
        if (value >= 0) {
            size = size << 4 | value;
            state = State.SIZE_OR_END;
            return ++digits <= MOST_DIGITS;
        }
        if (digits == 0) {
            return false;
        }
        if (b == '\r') {
            return go(State.SIZE_LF);
        }
        extensions.begin();
        return extensions.accept(b) && go(State.EXTENSION);
    }

    private boolean sizeRead() {
        digits = 0;
        state = size == 0 ? State.TRAILERS : State.DATA;
        return true;
    }

    private boolean go(State next) {
        if (next == State.SIZE) {
            size = 0;
        }
        state = next;
        return true;
    }
}
