package io.lictor.exchange;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.FieldRules;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What filters change in the fields of one head: kept for as many attempts as there are, and laid over the edits of the
 * route's rules each time.
 *
 * <p>Confined to the exchange's event loop.
 */
final class FilterEdits {

    /** One change: whether the fields of the name are left out, and the line that is put, or an empty one. */
    private record Change(byte[] lowerName, boolean removes, byte[] line) {}

    private static final byte[] NO_LINE = {};

    private final List<Change> changes = new ArrayList<>();

    void clear() {
        changes.clear();
    }

    void set(String name, String value) {
        change(name, true, value);
    }

    void add(String name, String value) {
        if (name.equalsIgnoreCase("host")) {
            throw new IllegalArgumentException("field: \"" + name + "\" (expected: set it, there is one)");
        }
        change(name, false, value);
    }

    void remove(String name) {
        FieldRules.checkName(name);
        if (name.equalsIgnoreCase("host")) {
            throw new IllegalArgumentException("field: \"" + name + "\" (expected: set it, there must be one)");
        }
        changes.add(new Change(lower(name), true, NO_LINE));
    }

    private void change(String name, boolean removes, String value) {
        FieldRules.checkName(name);
        FieldRules.checkValue(value);
        byte[] line = (name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        changes.add(new Change(lower(name), removes, line));
    }

    /**
     * The edits of {@code head} with these laid over.
     *
     * @param rules what the route's rules change: {@code scratch}, or {@link HeadEdits#NONE}
     * @param scratch where the result is put if there is any change
     */
    HeadEdits over(HeadEdits rules, HeadEdits scratch, Head head) {
        if (changes.isEmpty()) {
            return rules;
        }
        if (rules != scratch) {
            scratch.clear();
        }
        for (Change change : changes) {
            if (change.removes) {
                removeFields(scratch, head, change.lowerName);
                removeLines(scratch.lines(), change.lowerName);
            }
            scratch.lines().put(change.line);
        }
        return scratch;
    }

    private static void removeFields(HeadEdits edits, Head head, byte[] lowerName) {
        int number = FieldName.number(lowerName, 0, lowerName.length);
        if (number != FieldName.OTHER) {
            edits.removeNames(FieldName.bit(number));
            return;
        }
        for (int i = 0; i < head.fieldCount(); i++) {
            if (Ascii.equalsLowerCase(head.bytes(), head.nameOffset(i), head.nameLength(i), lowerName)) {
                edits.remove(i);
            }
        }
    }

    /** Takes away the lines of this name that were put before. */
    private static void removeLines(ByteScratch lines, byte[] lowerName) {
        int start = 0;
        while (start < lines.length()) {
            int end = start;
            while (lines.bytes()[end] != '\n') {
                end++;
            }
            int length = end + 1 - start;
            boolean same = length > lowerName.length
                    && lines.bytes()[start + lowerName.length] == ':'
                    && Ascii.equalsLowerCase(lines.bytes(), start, lowerName.length, lowerName);
            if (same) {
                lines.delete(start, length);
            } else {
                start = end + 1;
            }
        }
    }

    private static byte[] lower(String name) {
        return Ascii.bytes(name.toLowerCase(Locale.ROOT));
    }
}
