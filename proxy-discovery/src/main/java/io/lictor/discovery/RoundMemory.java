package io.lictor.discovery;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was made of objects in this round and in the one before, found by the object itself: who did not change stays the
 * same object, and nothing is made of it again.
 *
 * <p>Confined to the discovery thread. Keeps as much room as its largest round took.
 */
/* The two maps change places and are emptied: tens of thousands of entries in a new map each second are what the collector has to copy. */
final class RoundMemory<K, V> {

    private IdentityHashMap<K, V> before = new IdentityHashMap<>();
    private IdentityHashMap<K, V> now = new IdentityHashMap<>();

    /** A round begins: what the last one did not use is forgotten. */
    void next() {
        IdentityHashMap<K, V> oldest = before;
        before = now;
        now = oldest;
        now.clear();
    }

    /** Nothing that was made still holds. */
    void forget() {
        before.clear();
        now.clear();
    }

    /** What this round has made of {@code key}; null for nothing yet. */
    @Nullable
    V now(K key) {
        return now.get(key);
    }

    /** What the last round had made of it. */
    @Nullable
    V before(K key) {
        return before.get(key);
    }

    /** Keeps {@code made} for this round and the next. */
    void keep(K key, V made) {
        now.put(key, made);
    }
}
