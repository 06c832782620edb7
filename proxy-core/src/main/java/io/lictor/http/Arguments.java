package io.lictor.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a request's query as forms are read (WHATWG URL, {@code application/x-www-form-urlencoded}): arguments by {@code
 * &}, decoded once, {@code +} a blank. An argument with a broken escape is none. Without state: any thread.
 */
public final class Arguments {

    private static final int END = -1;
    private static final int BROKEN = -2;

    private Arguments() {}

    /** Whether there is an argument called {@code name}. Makes nothing. */
    public static boolean has(Head request, byte[] name) {
        return find(request, start(request), name) >= 0;
    }

    /** Whether an argument called {@code name} has this value; one without {@code =} has the empty one. Makes nothing. */
    public static boolean has(Head request, byte[] name, byte[] value) {
        byte[] bytes = request.bytes();
        for (int i = find(request, start(request), name); i >= 0; i = find(request, next(request, i), name)) {
            int end = end(request, i);
            if (is(bytes, Math.min(equals(bytes, i, end) + 1, end), end, value)) {
                return true;
            }
        }
        return false;
    }

    /** The values of all arguments called {@code name}, decoded; bytes that are no UTF-8 are replaced. */
    public static List<String> values(Head request, byte[] name) {
        List<String> values = new ArrayList<>();
        byte[] bytes = request.bytes();
        for (int i = find(request, start(request), name); i >= 0; i = find(request, next(request, i), name)) {
            int end = end(request, i);
            values.add(decoded(bytes, Math.min(equals(bytes, i, end) + 1, end), end));
        }
        return values;
    }

    /** Where the first argument called {@code name} that does not begin before {@code from} begins, or -1. */
    private static int find(Head request, int from, byte[] name) {
        byte[] bytes = request.bytes();
        int last = request.pathOffset() + request.pathLength();
        for (int i = from; i < last; i = next(request, i)) {
            int end = end(request, i);
            int equals = equals(bytes, i, end);
            if (is(bytes, i, equals, name) && isWhole(bytes, equals, end)) {
                return i;
            }
        }
        return -1;
    }

    private static int start(Head request) {
        return RequestPath.queryOffset(request) + 1;
    }

    private static int next(Head request, int argument) {
        return end(request, argument) + 1;
    }

    private static int end(Head request, int argument) {
        byte[] bytes = request.bytes();
        int last = request.pathOffset() + request.pathLength();
        int end = argument;
        while (end < last && bytes[end] != '&') {
            end++;
        }
        return end;
    }

    private static int equals(byte[] bytes, int from, int end) {
        int equals = from;
        while (equals < end && bytes[equals] != '=') {
            equals++;
        }
        return equals;
    }

    private static boolean is(byte[] bytes, int from, int end, byte[] wanted) {
        int i = from;
        for (byte b : wanted) {
            if (at(bytes, i, end) != (b & 0xff)) {
                return false;
            }
            i += size(bytes, i);
        }
        return at(bytes, i, end) == END;
    }

    private static boolean isWhole(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i += size(bytes, i)) {
            if (at(bytes, i, end) == BROKEN) {
                return false;
            }
        }
        return true;
    }

    private static String decoded(byte[] bytes, int from, int end) {
        byte[] value = new byte[end - from];
        int length = 0;
        for (int i = from; i < end; i += size(bytes, i)) {
            value[length++] = (byte) at(bytes, i, end);
        }
        return new String(value, 0, length, StandardCharsets.UTF_8);
    }

    /** The decoded byte at {@code i}, 0 to 255; END or BROKEN. */
    private static int at(byte[] bytes, int i, int end) {
        if (i >= end) {
            return END;
        }
        if (bytes[i] == '+') {
            return ' ';
        }
        if (bytes[i] != '%') {
            return bytes[i] & 0xff;
        }
        if (i + 2 >= end) {
            return BROKEN;
        }
        int high = Hex.value(bytes[i + 1]);
        int low = Hex.value(bytes[i + 2]);
        return high < 0 || low < 0 ? BROKEN : high << 4 | low;
    }

    /** How many bytes are one decoded byte. */
    private static int size(byte[] bytes, int i) {
        return bytes[i] == '%' ? 3 : 1;
    }
}
