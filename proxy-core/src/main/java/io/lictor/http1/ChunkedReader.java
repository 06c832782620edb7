package io.lictor.http1;

import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.Hex;
import io.lictor.http.Verdict;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunked coding: RFC 9112 section 7.1, without leniency. Extensions are read over; trailer fields are read as
 * strictly as those of a head.
 *
 * <p>Confined to one event loop. Holds no bytes but those of trailer fields.
 */
final class ChunkedReader {

    /** What is awaited. */
    private enum State {
        SIZE,
        SIZE_OR_END,
        BLANK,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS
    }

    /** 15 hexadecimal digits cannot overflow a long. */
    private static final int MOST_DIGITS = 15;

    /** Of one chunk's extensions: enough for every known use, too little to be a load. */
    private static final int MOST_EXTENSION = 8 << 10;

    private static final HeadLimits TRAILER_LIMITS = new HeadLimits(8 << 10, 8 << 10, 100);

    /** What may not come behind a body (RFC 9110 section 6.5.1): it would change how the message was framed or routed. */
    private static final long FORBIDDEN_TRAILERS = FieldName.bit(FieldName.HOST)
            | FieldName.bit(FieldName.CONTENT_LENGTH)
            | FieldName.bit(FieldName.TRANSFER_ENCODING)
            | FieldName.bit(FieldName.CONNECTION)
            | FieldName.bit(FieldName.KEEP_ALIVE)
            | FieldName.bit(FieldName.PROXY_CONNECTION)
            | FieldName.bit(FieldName.TE)
            | FieldName.bit(FieldName.TRAILER)
            | FieldName.bit(FieldName.UPGRADE)
            | FieldName.bit(FieldName.EXPECT)
            | FieldName.bit(FieldName.AUTHORIZATION)
            | FieldName.bit(FieldName.COOKIE)
            | FieldName.bit(FieldName.CONTENT_TYPE)
            | FieldName.bit(FieldName.X_FORWARDED_FOR)
            | FieldName.bit(FieldName.X_FORWARDED_HOST)
            | FieldName.bit(FieldName.X_FORWARDED_PROTO)
            | FieldName.bit(FieldName.X_FORWARDED_PORT)
            | FieldName.bit(FieldName.X_FORWARDED_PREFIX)
            | FieldName.bit(FieldName.FORWARDED)
            | FieldName.bit(FieldName.X_REAL_IP);

    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extension;
    private @Nullable HeadParser trailerParser;
    private @Nullable Head trailers;

    void reset() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        extension = 0;
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
        if (verdict.isViolation() || (head.names() & FORBIDDEN_TRAILERS) != 0) {
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
            // RFC 9112 section 7.1.1 has blanks before an extension; blanks and nothing behind them it has not.
            case BLANK -> b == ' ' || b == '\t' ? ++extension <= MOST_EXTENSION : b == ';' && beginExtension();
            case EXTENSION ->
                b == '\r' ? extension > 1 && go(State.SIZE_LF) : isText(b) && ++extension <= MOST_EXTENSION;
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
        if (b == ';') {
            return beginExtension();
        }
        if (b == ' ' || b == '\t') {
            return go(State.BLANK);
        }
        return b == '\r' && go(State.SIZE_LF);
    }

    private boolean beginExtension() {
        extension = 1;
        return go(State.EXTENSION);
    }

    private boolean sizeRead() {
        digits = 0;
        extension = 0;
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

    private static boolean isText(byte b) {
        return b >= ' ' && b != 0x7f || b == '\t' || b < 0;
    }
}
