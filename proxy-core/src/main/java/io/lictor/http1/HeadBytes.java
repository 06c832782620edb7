package io.lictor.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Which bytes may stand where in a head: names are of tchar, values end at a control character. Values are scanned by
 * words of 8 bytes. Without state: any thread.
 */
final class HeadBytes {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private static final byte NOT_TCHAR = 0;
    /** The kind of the underscore, which some take for a hyphen. */
    static final byte UNDERSCORE = 2;

    private static final byte[] TCHAR = tchars();

    private HeadBytes() {}

    /** Whether {@code b} may stand in a name: tchar of RFC 9110 section 5.6.2. */
    static boolean isTchar(byte b) {
        return TCHAR[b & 0xff] != NOT_TCHAR;
    }

    /** {@link #UNDERSCORE}, or another kind of tchar; 0 for what is none. */
    static byte kindOf(byte b) {
        return TCHAR[b & 0xff];
    }

    /** The first control character but a tab, from {@code i} on; or {@code end} (or behind it) when there is none. */
    static int endOfValue(byte[] b, int i, int end) {
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
