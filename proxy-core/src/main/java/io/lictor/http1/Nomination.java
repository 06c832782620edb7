package io.lictor.http1;

import io.lictor.http.Ascii;
import io.lictor.http.Head;

/** Whether a {@code Connection} field names another field: RFC 9110 section 7.6.1. Without state. */
final class Nomination {

    private Nomination() {}

    /** Whether a token of field {@code connection} is the name of field {@code field}. */
    static boolean names(Head head, int connection, int field) {
        byte[] bytes = head.bytes();
        int i = head.valueOffset(connection);
        int end = i + head.valueLength(connection);
        int nameOffset = head.nameOffset(field);
        int nameLength = head.nameLength(field);
        while (i < end) {
            while (i < end && (Ascii.isBlank(bytes[i]) || bytes[i] == ',')) {
                i++;
            }
            int start = i;
            while (i < end && bytes[i] != ',' && !Ascii.isBlank(bytes[i])) {
                i++;
            }
            if (i - start == nameLength && same(bytes, start, nameOffset, nameLength)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(byte[] bytes, int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (Ascii.toLower(bytes[a + i]) != Ascii.toLower(bytes[b + i])) {
                return false;
            }
        }
        return true;
    }
}
