package io.lictor.server.log;

import io.lictor.http.Ascii;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of one line while it is put together, and nginx's escaping.
 *
 * <p>Confined to one event loop, used again for each line: it allocates only when a line is longer than all before.
 */
final class LineBuffer {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] HEX = Ascii.bytes("0123456789ABCDEF");
    private static final int LONGEST_ESCAPE = 4;
    private static final int WORD = Long.BYTES;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private byte[] bytes = new byte[1024];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Adds bytes as they are. */
    void put(byte[] source) {
        ensure(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    /** Adds a number of 0 or more. */
    void putDecimal(long number) {
        ensure(20);
        length = Ascii.putDecimal(bytes, length, number);
    }

    /** Adds bytes that came from outside: what could end the quotes, the line or the terminal's mind as {@code \xHH}. */
    void putEscaped(byte[] source, int offset, int count) {
        ensure(count * LONGEST_ESCAPE + WORD);
        int from = offset;
        int end = offset + count;
        int to = length;
        while (from + WORD <= end) {
            long word = (long) LONGS.get(source, from);
            if (needsEscape(word)) {
                to = putEscapedBytes(source, from, WORD, to);
            } else {
                LONGS.set(bytes, to, word);
                to += WORD;
            }
            from += WORD;
        }
        length = putEscapedBytes(source, from, end - from, to);
    }

    private int putEscapedBytes(byte[] source, int offset, int count, int start) {
        int to = start;
        for (int i = offset; i < offset + count; i++) {
            int b = source[i];
            // As signed bytes, 0x80 to 0xff are below the blank.
            if (b < ' ' || b == '"' || b == '\\' || b == 0x7f) {
                bytes[to++] = '\\';
                bytes[to++] = 'x';
                bytes[to++] = HEX[b >> 4 & 0xf];
                bytes[to++] = HEX[b & 0xf];
            } else {
                bytes[to++] = (byte) b;
            }
        }
        return to;
    }

    /*
     * Eight bytes at once ("Bit Twiddling Hacks", haszero and hasless). A borrow can only make it report a byte that is
     * fine next to one that is not, which costs time and changes nothing.
     */
    private static boolean needsEscape(long word) {
        long below = word - ONES * ' ' & ~word;
        long quote = zeroByte(word ^ ONES * '"');
        long backslash = zeroByte(word ^ ONES * '\\');
        long delete = zeroByte(word ^ ONES * 0x7f);
        return ((below | quote | backslash | delete | word) & HIGH_BITS) != 0;
    }

    private static long zeroByte(long word) {
        return word - ONES & ~word;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
