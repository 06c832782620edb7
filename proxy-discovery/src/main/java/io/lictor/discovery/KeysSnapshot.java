package io.lictor.discovery;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registry's whole answer about the keys that start with a prefix.
 *
 * @param values each key, with the prefix, and its value as text; {@link #NO_TEXT} for one that is no UTF-8
 * @param fresh whether the answer may take something away
 * @param hidden keys of earlier answers that are missing although nothing was written since: we may not see them any more
 * @param explained whether a key that is missing was deleted, as far as the registry can tell; else it merely is not there
 */
public record KeysSnapshot(SortedMap<String, String> values, Set<String> hidden, boolean fresh, boolean explained) {

    /** In the place of a value that is no text. */
    public static final String NO_TEXT = "\uFFFD";

    public KeysSnapshot {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        hidden = Set.copyOf(hidden);
    }

    /** One from which nothing was hidden. */
    public KeysSnapshot(SortedMap<String, String> values, boolean fresh, boolean explained) {
        this(values, Set.of(), fresh, explained);
    }
}
