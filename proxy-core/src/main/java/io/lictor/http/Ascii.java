package io.lictor.http;

import java.nio.charset.StandardCharsets;

/** Comparing and reading ASCII in byte arrays, without making strings. */
public final class Ascii {

    private Ascii() {}

    /** The bytes of a text that is all ASCII. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether {@code bytes[offset, offset + length)} is {@code lower} without regard to case. */
    public static boolean equalsLowerCase(byte[] bytes, int offset, int length, byte[] lower) {
        if (length != lower.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int b = bytes[offset + i];
            if (b != lower[i] && toLower(b) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** The byte in lower case if it is a letter, else as it is. */
    public static int toLower(int b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    /**
     * Whether a list of tokens separated by commas holds {@code lowerToken}, without regard to case: {@code Connection:
     * keep-alive, Upgrade}.
     */
    public static boolean listHolds(byte[] bytes, int offset, int length, byte[] lowerToken) {
        int end = offset + length;
        int start = offset;
        while (start < end) {
            int comma = start;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            int from = skipBlanks(bytes, start, comma);
            int to = dropBlanks(bytes, from, comma);
            if (equalsLowerCase(bytes, from, to - from, lowerToken)) {
                return true;
            }
            start = comma + 1;
        }
        return false;
    }

    /** Where the text in {@code [from, to)} begins, behind its blanks; {@code to} when there is none. */
    static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Where the text in {@code [from, to)} ends, before its blanks; {@code from} when there is none. */
    static int dropBlanks(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && isBlank(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    /** A space or a tab: OWS of RFC 9110 section 5.6.3. */
    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Writes {@code number} (0 or more) in decimal into {@code bytes} at {@code offset}; returns the offset behind it. */
    public static int putDecimal(byte[] bytes, int offset, long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = offset + digits - 1; i >= offset; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return offset + digits;
    }
}
