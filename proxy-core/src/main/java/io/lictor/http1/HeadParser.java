package io.lictor.http1;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads a request's or a response's head from the wire: RFC 9112 sections 2 to 5, without leniency.
 *
 * <p>Confined to one event loop. A head may come in any number of pieces: what was read waits in the {@link Head} itself.
 * Used for one message after the other; {@link #reset()} before each.
 */
public final class HeadParser {

    /*
     * The bytes are copied once, from the receive buffer into the head's array, and parsed there; what was copied too much
     * (the start of a body, the next request) is given back by not moving the reader index over it. Field values are
     * scanned by words of 8 bytes. A line cut by the end of the bytes is parsed again from its start when more come.
     *
     * No line is looked at further than one byte behind its limit, nor is the head: else what is said of bytes behind a
     * limit would depend on how many came at once.
     *
     * Refused though some parsers take it: LF without CR, CR without LF, obs-fold, blanks before the colon, names with
     * characters outside tchar, control characters in values, targets with bytes outside visible ASCII or with "#".
     */

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final int COPY = 2048;

    private static final byte NOT_TCHAR = 0;
    private static final byte UNDERSCORE = 2;
    private static final byte[] TCHAR = tchars();

    /** What a request line ends with, and a status line begins with; {@code 0} stands for any digit. */
    private static final byte[] VERSION_END = Ascii.bytes("HTTP/0.0\r\n");

    private static final byte[] STATUS_START = Ascii.bytes("HTTP/0.0 000");

    /** What is read: the start line differs, or there is none. */
    private enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    private final Kind kind;
    private final HeadLimits limits;

    /** Where the reading of an empty line before a request line is. */
    private enum EmptyLine {
        POSSIBLE,
        CR_READ,
        OVER
    }

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
            Verdict verdict = kind == Kind.REQUEST ? requestLine(head) : statusLine(head);
            if (verdict != Verdict.OK) {
                return verdict;
            }
            startLineRead = true;
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
        while (i < end && TCHAR[b[i] & 0xff] != NOT_TCHAR) {
            seen |= TCHAR[b[i] & 0xff];
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
        int cr = endOfValue(b, valueStart, end);
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
        if ((seen & UNDERSCORE) != 0 && number == FieldName.OTHER && FieldName.isLookalike(b, start, nameLength)) {
            number = FieldName.LOOKALIKE;
        }
        head.addField(number, start, nameLength, valueStart, valueEnd - valueStart, next);
        lineStart = next;
        return Verdict.OK;
    }

    /** The first control character but a tab, from {@code i} on; or {@code end} (or behind it) when there is none. */
    private static int endOfValue(byte[] b, int i, int end) {
        while (i + 8 <= end) {
            long word = (long) WORD.get(b, i);
            // A byte below 0x20, or 0x7f; bytes above 0x7f are obs-text and pass.
            long del = word ^ (EACH * 0x7f);
            long found = ((word - EACH * 0x20) & ~word | (del - EACH) & ~del) & HIGH;
            if (found == 0) {
                i += 8;
                continue;
            }
            i += Long.numberOfTrailingZeros(found) >>> 3;
            if (b[i] != '\t') {
                return i;
            }
            i++;
        }
        while (i < end && (b[i] >= 0x20 && b[i] != 0x7f || b[i] == '\t' || b[i] < 0)) {
            i++;
        }
        return i;
    }

    private Verdict requestLine(Head head) {
        byte[] b = head.bytes();
        int end = Math.min(head.length(), limits.line() + 1);
        int i = 0;
        while (i < end && TCHAR[b[i] & 0xff] != NOT_TCHAR) {
            i++;
        }
        if (i == end) {
            // 414 is about the target; a method as long as that is no method.
            return end > limits.line() ? Verdict.BAD_START_LINE : Verdict.INCOMPLETE;
        }
        if (b[i] != ' ' || i == 0) {
            return Verdict.BAD_START_LINE;
        }
        int targetStart = i + 1;
        i = targetStart;
        while (i < end && b[i] > ' ' && b[i] != 0x7f && b[i] != '#') {
            i++;
        }
        if (i == end) {
            return tooLongOrIncomplete(end);
        }
        if (b[i] != ' ' || i == targetStart) {
            return Verdict.BAD_START_LINE;
        }
        int versionStart = i + 1;
        if (end - versionStart < VERSION_END.length) {
            Verdict verdict = soFar(b, versionStart, end, VERSION_END);
            return verdict == Verdict.INCOMPLETE ? tooLongOrIncomplete(end) : verdict;
        }
        int minor = minorVersion(b, versionStart);
        int cr = versionStart + 8;
        if (minor < 0) {
            return minor == -1 ? Verdict.BAD_START_LINE : Verdict.BAD_VERSION;
        }
        if (b[cr] != '\r' || b[cr + 1] != '\n') {
            return b[cr] == '\n' || b[cr] == '\r' ? Verdict.BAD_LINE_END : Verdict.BAD_START_LINE;
        }
        if (cr + 2 > limits.line()) {
            return Verdict.TARGET_TOO_LONG;
        }
        head.requestLine(targetStart - 1, targetStart, versionStart - 1 - targetStart, minor);
        head.startLineEnd(cr);
        lineStart = cr + 2;
        return Verdict.OK;
    }

    private Verdict tooLongOrIncomplete(int end) {
        return end > limits.line() ? Verdict.TARGET_TOO_LONG : Verdict.INCOMPLETE;
    }

    private Verdict statusLine(Head head) {
        byte[] b = head.bytes();
        int end = Math.min(head.length(), limits.line() + 1);
        if (end < STATUS_START.length + 2) {
            return soFar(b, 0, Math.min(end, STATUS_START.length), STATUS_START);
        }
        int minor = minorVersion(b, 0);
        if (minor < 0 || b[8] != ' ') {
            return Verdict.BAD_START_LINE;
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return Verdict.BAD_START_LINE;
            }
            status = status * 10 + b[i] - '0';
        }
        if (status < 100 || b[12] != ' ' && b[12] != '\r') {
            return Verdict.BAD_START_LINE;
        }
        int cr = endOfValue(b, 12, end);
        if (cr + 1 >= end) {
            return end > limits.line() ? Verdict.HEAD_TOO_LARGE : Verdict.INCOMPLETE;
        }
        if (b[cr] != '\r' || b[cr + 1] != '\n') {
            return Verdict.BAD_LINE_END;
        }
        if (cr + 2 > limits.line()) {
            return Verdict.HEAD_TOO_LARGE;
        }
        head.statusLine(status, minor);
        head.startLineEnd(cr);
        lineStart = cr + 2;
        return Verdict.OK;
    }

    /** What is said of a part of a line that must look like {@code form}: what cannot become right is not waited for. */
    private static Verdict soFar(byte[] b, int from, int end, byte[] form) {
        for (int i = from; i < end; i++) {
            byte wanted = form[i - from];
            boolean fits = wanted == '0' ? b[i] >= '0' && b[i] <= '9' : b[i] == wanted;
            if (!fits) {
                boolean ends = wanted == '\n' || wanted == '\r' && b[i] == '\n';
                return ends ? Verdict.BAD_LINE_END : Verdict.BAD_START_LINE;
            }
        }
        return Verdict.INCOMPLETE;
    }

    /** 0 or 1 for {@code HTTP/1.x} at {@code i} (a later minor version is read as 1); -1 no version, -2 another one. */
    private static int minorVersion(byte[] b, int i) {
        if (b[i] != 'H' || b[i + 1] != 'T' || b[i + 2] != 'T' || b[i + 3] != 'P' || b[i + 4] != '/') {
            return -1;
        }
        boolean digits = b[i + 5] >= '0' && b[i + 5] <= '9' && b[i + 6] == '.' && b[i + 7] >= '0' && b[i + 7] <= '9';
        if (!digits) {
            return -1;
        }
        return b[i + 5] != '1' ? -2 : Math.min(b[i + 7] - '0', 1);
    }

    /** Whether {@code b} may stand in a field's name: tchar of RFC 9110 section 5.6.2. */
    static boolean isNameByte(byte b) {
        return TCHAR[b & 0xff] != NOT_TCHAR;
    }

    private static byte[] tchars() {
        byte[] tchar = new byte[256];
        for (char c = '0'; c <= '9'; c++) {
            tchar[c] = 1;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            tchar[c] = 1;
            tchar[c - 32] = 1;
        }
        for (char c : "!#$%&'*+-.^`|~".toCharArray()) {
            tchar[c] = 1;
        }
        tchar['_'] = UNDERSCORE;
        return tchar;
    }
}
