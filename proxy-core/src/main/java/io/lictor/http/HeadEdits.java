package io.lictor.http;

import java.util.Arrays;

/**
 * What is changed in one head on its way: fields that are left out, and lines that are put in their place.
 *
 * <p>One an event loop, filled and used for one head after the other. The head itself stays as it is.
 */
public final class HeadEdits {

    /** No edits: never changed. */
    public static final HeadEdits NONE = new HeadEdits();

    private final ByteScratch lines = new ByteScratch(1024);
    private long names;
    private long[] fields = new long[2];
    private int fieldsEnd;

    /** Nothing is changed. */
    public void clear() {
        lines.clear();
        names = 0;
        Arrays.fill(fields, 0, fieldsEnd, 0);
        fieldsEnd = 0;
    }

    /** Leaves out the fields of these well-known names ({@link FieldName#bit}), and what we would say under them. */
    public void removeNames(long bits) {
        names |= bits;
    }

    /** Leaves out field {@code i}. */
    public void remove(int i) {
        int word = i >> 6;
        if (word >= fields.length) {
            fields = Arrays.copyOf(fields, word * 2);
        }
        fields[word] |= 1L << i;
        fieldsEnd = Math.max(fieldsEnd, word + 1);
    }

    /** The well-known names that are left out. */
    public long names() {
        return names;
    }

    /** Whether the well-known name is left out. */
    public boolean removesName(int number) {
        return (names & FieldName.bit(number)) != 0;
    }

    /** Whether fields are left out one by one. */
    public boolean removesFields() {
        return fieldsEnd > 0;
    }

    /** Whether field {@code i} was left out by {@link #remove}. */
    public boolean removes(int i) {
        int word = i >> 6;
        return word < fieldsEnd && (fields[word] & 1L << i) != 0;
    }

    /** The lines that are added, each with its CRLF. */
    public ByteScratch lines() {
        return lines;
    }
}
