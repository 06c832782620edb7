package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import java.util.Locale;

/** The name of a field, ready to be found in heads. Immutable: any thread. */
public record FieldMatch(int number, byte[] lower) {

    public static FieldMatch of(String name) {
        byte[] lower = Ascii.bytes(name.toLowerCase(Locale.ROOT));
        return new FieldMatch(FieldName.number(lower, 0, lower.length), lower);
    }

    /** Whether it has a number, so that a bit finds it. */
    boolean isWellKnown() {
        return number != FieldName.OTHER;
    }

    /** The first field of this name that is not before field {@code from}, or -1. */
    public int find(Head head, int from) {
        if (isWellKnown() && !head.has(number)) {
            return -1;
        }
        for (int i = head.findFrom(from, number); i >= 0; i = head.findFrom(i + 1, number)) {
            if (isWellKnown() || Ascii.equalsLowerCase(head.bytes(), head.nameOffset(i), head.nameLength(i), lower)) {
                return i;
            }
        }
        return -1;
    }
}
