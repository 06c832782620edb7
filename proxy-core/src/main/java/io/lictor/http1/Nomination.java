package io.lictor.http1;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;

/** Whether {@code Connection} names a field, which then ends with the connection: RFC 9110 section 7.6.1. Without state. */
final class Nomination {

    private Nomination() {}

    /**
     * Whether a token of one of {@code message}'s Connection fields is the name of a field.
     *
     * @param fields where the field is: the head itself, or the trailers behind its body
     */
    static boolean names(Head message, Head fields, int field) {
        for (int i = message.find(FieldName.CONNECTION); i >= 0; i = message.findFrom(i + 1, FieldName.CONNECTION)) {
            if (names(message, i, fields, field)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(Head message, int connection, Head fields, int field) {
        byte[] bytes = message.bytes();
        int i = message.valueOffset(connection);
        int end = i + message.valueLength(connection);
        int nameLength = fields.nameLength(field);
        while (i < end) {
            while (i < end && (Ascii.isBlank(bytes[i]) || bytes[i] == ',')) {
                i++;
            }
            int start = i;
            while (i < end && bytes[i] != ',' && !Ascii.isBlank(bytes[i])) {
                i++;
            }
            if (i - start == nameLength && same(bytes, start, fields.bytes(), fields.nameOffset(field), nameLength)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(byte[] a, int offsetA, byte[] b, int offsetB, int length) {
        for (int i = 0; i < length; i++) {
            if (Ascii.toLower(a[offsetA + i]) != Ascii.toLower(b[offsetB + i])) {
                return false;
            }
        }
        return true;
    }
}
