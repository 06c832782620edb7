package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;

/** Reads a request's query, as nginx reads {@code $arg_NAME}: by {@code &}, not decoded. Without state: any thread. */
final class Query {

    private Query() {}

    /** Writes the value of the first argument called {@code name}, without regard to case; nothing when there is none. */
    static void argument(Head request, byte[] name, ByteScratch out) {
        byte[] bytes = request.bytes();
        int end = request.pathOffset() + request.pathLength();
        int start = RequestPath.queryOffset(request) + 1;
        while (start < end) {
            int stop = start;
            while (stop < end && bytes[stop] != '&') {
                stop++;
            }
            int value = start + name.length + 1;
            if (value <= stop && bytes[value - 1] == '=' && same(bytes, start, name)) {
                out.put(bytes, value, stop - value);
                return;
            }
            start = stop + 1;
        }
    }

    private static boolean same(byte[] bytes, int offset, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (Ascii.toLower(bytes[offset + i]) != Ascii.toLower(name[i])) {
                return false;
            }
        }
        return true;
    }
}
