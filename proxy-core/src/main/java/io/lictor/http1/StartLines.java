package io.lictor.http1;

import io.lictor.http.Ascii;
import io.lictor.http.Head;
import io.lictor.http.Verdict;

/**
 * The first line of a head: RFC 9112 sections 3 and 4, without leniency. Without state: a line that is cut by the end of
 * the bytes is read again from its start.
 */
final class StartLines {

    /** What a request line ends with, and a status line begins with; {@code 0} stands for any digit. */
    private static final byte[] VERSION_END = Ascii.bytes("HTTP/0.0\r\n");

    private static final byte[] STATUS_START = Ascii.bytes("HTTP/0.0 000");

    private StartLines() {}

    /**
     * Reads a request line at the start of {@code head}; OK: the head has its parts.
     *
     * @param limit how long it may be, with its CRLF
     */
    static Verdict request(Head head, int limit) {
        byte[] b = head.bytes();
        int end = Math.min(head.length(), limit + 1);
        int i = 0;
        while (i < end && HeadBytes.isTchar(b[i])) {
            i++;
        }
        if (i == end) {
            // 414 is about the target; a method as long as that is no method.
            return end > limit ? Verdict.BAD_START_LINE : Verdict.INCOMPLETE;
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
            return tooLongOrIncomplete(end, limit);
        }
        if (b[i] != ' ' || i == targetStart) {
            return Verdict.BAD_START_LINE;
        }
        int versionStart = i + 1;
        if (end - versionStart < VERSION_END.length) {
            Verdict verdict = soFar(b, versionStart, end, VERSION_END);
            return verdict == Verdict.INCOMPLETE ? tooLongOrIncomplete(end, limit) : verdict;
        }
        int minor = minorVersion(b, versionStart);
        int cr = versionStart + 8;
        if (minor < 0) {
            return minor == -1 ? Verdict.BAD_START_LINE : Verdict.BAD_VERSION;
        }
        if (b[cr] != '\r' || b[cr + 1] != '\n') {
            return b[cr] == '\n' || b[cr] == '\r' ? Verdict.BAD_LINE_END : Verdict.BAD_START_LINE;
        }
        if (cr + 2 > limit) {
            return Verdict.TARGET_TOO_LONG;
        }
        head.requestLine(targetStart - 1, targetStart, versionStart - 1 - targetStart, minor);
        head.startLineEnd(cr);
        return Verdict.OK;
    }

    /** Reads a status line in the same way. */
    static Verdict status(Head head, int limit) {
        byte[] b = head.bytes();
        int end = Math.min(head.length(), limit + 1);
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
        int cr = HeadBytes.endOfValue(b, 12, end);
        if (cr + 1 >= end) {
            return end > limit ? Verdict.HEAD_TOO_LARGE : Verdict.INCOMPLETE;
        }
        if (b[cr] != '\r' || b[cr + 1] != '\n') {
            return Verdict.BAD_LINE_END;
        }
        if (cr + 2 > limit) {
            return Verdict.HEAD_TOO_LARGE;
        }
        head.statusLine(status, minor);
        head.startLineEnd(cr);
        return Verdict.OK;
    }

    private static Verdict tooLongOrIncomplete(int end, int limit) {
        return end > limit ? Verdict.TARGET_TOO_LONG : Verdict.INCOMPLETE;
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
}
