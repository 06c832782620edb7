package io.lictor.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being put together: an array that grows, used again and again.
 *
 * <p>Confined to one event loop. What {@link #bytes()} gives is valid until the next byte is put.
 */
public final class ByteScratch {

    /** An array that one large value made grow beyond this is given back by {@link #clear()}. */
    private static final int KEPT = 16 << 10;

    private final int initial;
    private byte[] bytes;
    private int length;

    public ByteScratch(int initial) {
        this.initial = initial;
        this.bytes = new byte[initial];
    }

    public void clear() {
        length = 0;
        if (bytes.length > KEPT && bytes.length > initial) {
            bytes = new byte[initial];
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Forgets what lies behind {@code newLength}, which is not more than there is. */
    public void truncate(int newLength) {
        length = newLength;
    }

    public void put(byte[] from) {
        put(from, 0, from.length);
    }

    public void put(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    public void put(int b) {
        room(1);
        bytes[length++] = (byte) b;
    }

    /** Puts {@code number}, 0 or more, in decimal. */
    public void putDecimal(long number) {
        room(20);
        length = Ascii.putDecimal(bytes, length, number);
    }

    /** Puts {@code b} at {@code index}; what stands there moves. */
    public void insert(int index, int b) {
        room(1);
        System.arraycopy(bytes, index, bytes, index + 1, length - index);
        bytes[index] = (byte) b;
        length++;
    }

    /** Removes {@code count} bytes at {@code index}. */
    public void delete(int index, int count) {
        System.arraycopy(bytes, index + count, bytes, index, length - index - count);
        length -= count;
    }

    /** Escapes, from {@code start} on, each byte that {@code unsafe} holds: a percent sign and two digits. */
    public void escape(int start, boolean[] unsafe) {
        int more = 0;
        for (int i = start; i < length; i++) {
            more += unsafe[bytes[i] & 0xff] ? 2 : 0;
        }
        if (more == 0) {
            return;
        }
        room(more);
        int to = length + more;
        for (int i = length - 1; i >= start; i--) {
            int b = bytes[i] & 0xff;
            if (unsafe[b]) {
                bytes[--to] = Hex.digit(b);
                bytes[--to] = Hex.digit(b >> 4);
                bytes[--to] = '%';
            } else {
                bytes[--to] = (byte) b;
            }
        }
        length += more;
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, (length + count) * 2);
        }
    }

    /** What there is as text: for tests and messages, not for the data path. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
