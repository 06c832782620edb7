package io.lictor.http1;

import io.lictor.http.Hex;
import io.lictor.http.Verdict;
import io.netty.buffer.ByteBuf;

/**
 * Reads the chunked coding: RFC 9112 section 7.1, without leniency. Extensions are read over; trailer fields are checked
 * for their form and dropped (section 7.1.2 lets a proxy do that).
 *
 * <p>Confined to one event loop. Holds no bytes.
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
        TRAILER,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        LAST_LF
    }

    /** 15 hexadecimal digits cannot overflow a long. */
    private static final int MOST_DIGITS = 15;

    /** Of one chunk's extensions, or of all trailer fields: enough for every known use, too little to be a load. */
    private static final int MOST_EXTRA = 8 << 10;

    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extra;

    void reset() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        extra = 0;
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
                continue;
            }
            byte b = in.readByte();
            boolean last = state == State.LAST_LF;
            if (!accept(b)) {
                return isTrailer() ? Verdict.BAD_TRAILER : Verdict.BAD_CHUNK;
            }
            if (last) {
                return Verdict.OK;
            }
        }
        return Verdict.INCOMPLETE;
    }

    private boolean isTrailer() {
        return state == State.TRAILER
                || state == State.TRAILER_NAME
                || state == State.TRAILER_VALUE
                || state == State.TRAILER_LF;
    }

    /** One byte of the framing; false when it cannot stand here. */
    private boolean accept(byte b) {
        return switch (state) {
            case SIZE, SIZE_OR_END -> sizeByte(b);
            case EXTENSION -> b == '\r' ? extra > 1 && go(State.SIZE_LF) : isText(b) && ++extra <= MOST_EXTRA;
            case SIZE_LF -> b == '\n' && sizeRead();
            case DATA_CR -> b == '\r' && go(State.DATA_LF);
            case DATA_LF -> b == '\n' && go(State.SIZE);
            case TRAILER -> b == '\r' ? go(State.LAST_LF) : HeadParser.isNameByte(b) && go(State.TRAILER_NAME);
            case TRAILER_NAME ->
                (b == ':' ? go(State.TRAILER_VALUE) : HeadParser.isNameByte(b)) && ++extra <= MOST_EXTRA;
            case TRAILER_VALUE -> b == '\r' ? go(State.TRAILER_LF) : isText(b) && ++extra <= MOST_EXTRA;
            case TRAILER_LF -> b == '\n' && go(State.TRAILER);
            case LAST_LF -> b == '\n';
            case DATA -> throw new AssertionError("data is taken in bulk");
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
        // No blanks here, though the grammar of extensions has them: another parser may read them otherwise.
        if (b == ';') {
            extra = 1;
            return go(State.EXTENSION);
        }
        return b == '\r' && go(State.SIZE_LF);
    }

    private boolean sizeRead() {
        digits = 0;
        extra = 0;
        state = size == 0 ? State.TRAILER : State.DATA;
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
