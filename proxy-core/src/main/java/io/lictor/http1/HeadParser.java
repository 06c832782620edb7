package io.lictor.http1;

import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.netty.buffer.ByteBuf;

/**
 * Reads a request's or a response's head from the wire: RFC 9112 sections 2 to 5, without leniency. Its first line is read
 * by {@link StartLines}.
 *
 * <p>Confined to one event loop. A head may come in any number of pieces: what was read waits in the {@link Head} itself.
 * Used for one message after the other; {@link #reset()} before each.
 */
public final class HeadParser {

    /*
     * The bytes are copied once, from the receive buffer into the head's array, and parsed there; what was copied too much
     * (the start of a body, the next request) is given back by not moving the reader index over it. A line cut by the end of
     * the bytes is parsed again from its start when more come.
     *
     * No line is looked at further than one byte behind its limit, nor is the head: else what is said of bytes behind a
     * limit would depend on how many came at once.
     *
     * Refused though some parsers take it: LF without CR, CR without LF, obs-fold, blanks before the colon, names with
     * characters outside tchar, control characters in values, targets with bytes outside visible ASCII or with "#".
     */

    private static final int COPY = 2048;

    /** What is read: the start line differs, or there is none. */
    private enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    /** Where the reading of an empty line before a request line is. */
    private enum EmptyLine {
        POSSIBLE,
        CR_READ,
        OVER
    }

    private final Kind kind;
    private final HeadLimits limits;
    private EmptyLine emptyLine = EmptyLine.POSSIBLE;
    private int lineStart;
    private boolean startLineRead;

    private HeadParser(Kind kind, HeadLimits limits) {
        this.kind = kind;
        this.limits = limits;
        reset();
    }

    public static HeadParser ofRequests(HeadLimits limits) {
        return new HeadParser(Kind.REQUEST, limits);
    }

    public static HeadParser ofResponses(HeadLimits limits) {
        return new HeadParser(Kind.RESPONSE, limits);
    }

    /** Reads the trailer section of a body in chunks, with the empty line behind it (RFC 9112 section 7.1.2). */
    static HeadParser ofTrailers(HeadLimits limits) {
        return new HeadParser(Kind.TRAILERS, limits);
    }

    /** Ready for the next head. */
    public void reset() {
        emptyLine = EmptyLine.POSSIBLE;
        lineStart = 0;
        startLineRead = kind == Kind.TRAILERS;
    }

    /**
     * Takes from {@code in} what belongs to the head.
     *
     * @param head empty at the first call for a message, the same one until OK
     * @return OK: the head is complete and {@code in} stands behind it; INCOMPLETE: all of {@code in} was taken; else what
     *     is wrong, and {@code head} holds as much as there was, for the log
     */
    public Verdict parse(ByteBuf in, Head head) {
        if (kind == Kind.REQUEST && emptyLine != EmptyLine.OVER && !skipEmptyLine(in)) {
            return Verdict.BAD_LINE_END;
        }
        while (true) {
            int before = head.length();
            int copied = Math.min(Math.min(in.readableBytes(), COPY), limits.head() + 1 - before);
            head.ensureCapacity(before + copied);
            in.getBytes(in.readerIndex(), head.bytes(), before, copied);
            head.length(before + copied);
            Verdict verdict = parseLines(head);
            if (verdict == Verdict.OK) {
                in.skipBytes(lineStart - before);
                head.length(lineStart);
                return verdict;
            }
            in.skipBytes(copied);
            if (verdict != Verdict.INCOMPLETE) {
                return verdict;
            }
            if (head.length() > limits.head()) {
                return Verdict.HEAD_TOO_LARGE;
            }
            if (!in.isReadable()) {
                return Verdict.INCOMPLETE;
            }
        }
    }

    /**
     * RFC 9112 section 2.2: one empty line before a request line is ignored. CR and LF may come one by one.
     *
     * @return false when CR came without LF
     */
    private boolean skipEmptyLine(ByteBuf in) {
        if (emptyLine == EmptyLine.POSSIBLE && in.isReadable()) {
            boolean cr = in.getByte(in.readerIndex()) == '\r';
            emptyLine = cr ? EmptyLine.CR_READ : EmptyLine.OVER;
            in.skipBytes(cr ? 1 : 0);
        }
        if (emptyLine == EmptyLine.CR_READ && in.isReadable()) {
            emptyLine = EmptyLine.OVER;
            return in.readByte() == '\n';
        }
        return true;
    }

    private Verdict parseLines(Head head) {
        if (!startLineRead) {
            Verdict verdict = kind == Kind.REQUEST
                    ? StartLines.request(head, limits.line())
                    : StartLines.status(head, limits.line());
            if (verdict != Verdict.OK) {
                return verdict;
            }
            startLineRead = true;
            lineStart = head.startLineEnd() + 2;
        }
        byte[] b = head.bytes();
        int end = head.length();
        while (true) {
            if (lineStart == end) {
                return Verdict.INCOMPLETE;
            }
            if (b[lineStart] == '\r') {
                if (lineStart + 1 == end) {
                    return Verdict.INCOMPLETE;
                }
                lineStart += 2;
                if (b[lineStart - 1] != '\n') {
                    return Verdict.BAD_LINE_END;
                }
                return lineStart > limits.head() ? Verdict.HEAD_TOO_LARGE : Verdict.OK;
            }
            Verdict verdict = fieldLine(head, b, end);
            if (verdict != Verdict.OK) {
                return verdict;
            }
        }
    }

    /** One {@code name ":" OWS value OWS CRLF} at {@link #lineStart}. */
    private Verdict fieldLine(Head head, byte[] b, int allEnd) {
        int start = lineStart;
        int end = Math.min(allEnd, start + limits.line() + 1);
        int i = start;
        int seen = 0;
        while (i < end && HeadBytes.isTchar(b[i])) {
            seen |= HeadBytes.kindOf(b[i]);
            i++;
        }
        if (i == end) {
            return end - start > limits.line() ? Verdict.HEAD_TOO_LARGE : Verdict.INCOMPLETE;
        }
        int nameLength = i - start;
        if (b[i] != ':' || nameLength == 0) {
            return Verdict.BAD_FIELD;
        }
        int valueStart = i + 1;
        while (valueStart < end && (b[valueStart] == ' ' || b[valueStart] == '\t')) {
            valueStart++;
        }
        int cr = HeadBytes.endOfValue(b, valueStart, end);
        if (cr + 1 >= end) {
            return end - start > limits.line() ? Verdict.HEAD_TOO_LARGE : Verdict.INCOMPLETE;
        }
        if (b[cr] != '\r') {
            return b[cr] == '\n' ? Verdict.BAD_LINE_END : Verdict.BAD_FIELD;
        }
        if (b[cr + 1] != '\n') {
            return Verdict.BAD_LINE_END;
        }
        int next = cr + 2;
        if (next - start > limits.line() || next > limits.head()) {
            return Verdict.HEAD_TOO_LARGE;
        }
        if (head.fieldCount() == limits.fields()) {
            return Verdict.TOO_MANY_FIELDS;
        }
        int valueEnd = cr;
        while (valueEnd > valueStart && (b[valueEnd - 1] == ' ' || b[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        int number = FieldName.number(b, start, nameLength);
        if ((seen & HeadBytes.UNDERSCORE) != 0
                && number == FieldName.OTHER
                && FieldName.isLookalike(b, start, nameLength)) {
            number = FieldName.LOOKALIKE;
        }
        head.addField(number, start, nameLength, valueStart, valueEnd - valueStart, next);
        lineStart = next;
        return Verdict.OK;
    }
}
