package io.lictor.http;

/** Finds a cookie in a request's head (RFC 6265 section 5.4), without making strings. Without state: any thread. */
public final class Cookie {

    private Cookie() {}

    /**
     * The value of the first cookie called {@code name}, case and all: its offset in {@link Head#bytes()} in the upper half,
     * its length in the lower; or -1 when there is none.
     */
    public static long find(Head request, byte[] name) {
        for (int i = request.find(FieldName.COOKIE); i >= 0; i = request.findFrom(i + 1, FieldName.COOKIE)) {
            long value = find(request.bytes(), request.valueOffset(i), request.valueLength(i), name);
            if (value >= 0) {
                return value;
            }
        }
        return -1;
    }

    private static long find(byte[] bytes, int offset, int length, byte[] name) {
        int end = offset + length;
        int start = offset;
        while (start < end) {
            while (start < end && (Ascii.isBlank(bytes[start]) || bytes[start] == ';')) {
                start++;
            }
            int stop = start;
            while (stop < end && bytes[stop] != ';') {
                stop++;
            }
            int value = start + name.length + 1;
            if (value <= stop && bytes[value - 1] == '=' && startsWith(bytes, start, name)) {
                while (stop > value && Ascii.isBlank(bytes[stop - 1])) {
                    stop--;
                }
                return (long) value << 32 | (stop - value);
            }
            start = stop + 1;
        }
        return -1;
    }

    private static boolean startsWith(byte[] bytes, int offset, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (bytes[offset + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
