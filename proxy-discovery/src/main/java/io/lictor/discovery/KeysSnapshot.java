package io.lictor.discovery;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registry's whole answer about the keys that start with a prefix.
 *
 * @param values each key, with the prefix, and its value as text; {@link #NO_TEXT} for one that is no UTF-8
 * @param fresh whether the answer may take something away
 * @param explained whether a key that is missing was deleted, as far as the registry can tell; else it merely is not there
 */
public record KeysSnapshot(SortedMap<String, String> values, boolean fresh, boolean explained) {

    /** In the place of a value that is no text. */
    public static final String NO_TEXT = "\uFFFD";

    public KeysSnapshot {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
}
