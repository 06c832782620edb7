package io.lictor.route;

import io.lictor.config.HostPattern;
import io.lictor.http.Ascii;
import io.lictor.http.Head;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@link PathTable} of a request's host, in nginx's order: exact, the longest {@code *.suffix}, the longest
 * {@code prefix.*}.
 *
 * <p>Immutable: any thread. A search hashes the host once for each of its dots and allocates nothing, however many hosts
 * there are.
 */
final class HostTable {

    /*
     * A map of strings would need a string for each request. The wildcards begin or end at a dot, so that of a host with n
     * dots n texts each are looked up, the longest first: nginx's hashes of wildcards come to the same.
     */

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 16_777_619;

    private record Entry(byte[] text, PathTable paths) {}

    private final @Nullable Entry[] exact;
    private final @Nullable Entry[] suffixes;
    private final @Nullable Entry[] prefixes;

    /** The hosts of {@code tables}, but for {@link HostPattern#ANY}. */
    HostTable(Map<HostPattern, PathTable> tables) {
        exact = entries(tables, HostPattern.Kind.EXACT);
        suffixes = entries(tables, HostPattern.Kind.SUFFIX);
        prefixes = entries(tables, HostPattern.Kind.PREFIX);
    }

    boolean isEmpty() {
        return exact.length == 0 && suffixes.length == 0 && prefixes.length == 0;
    }

    /** The best one, or null. */
    @Nullable
    PathTable find(Head request) {
        byte[] bytes = request.bytes();
        int offset = request.authorityOffset();
        int length = HostText.length(request);
        PathTable paths = find(exact, bytes, offset, length);
        if (paths != null) {
            return paths;
        }
        if (suffixes.length > 0) {
            for (int i = 1; i < length; i++) {
                if (bytes[offset + i] == '.') {
                    paths = find(suffixes, bytes, offset + i, length - i);
                    if (paths != null) {
                        return paths;
                    }
                }
            }
        }
        if (prefixes.length > 0) {
            for (int i = length - 2; i >= 0; i--) {
                if (bytes[offset + i] == '.') {
                    paths = find(prefixes, bytes, offset, i + 1);
                    if (paths != null) {
                        return paths;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable PathTable find(@Nullable Entry[] entries, byte[] bytes, int offset, int length) {
        if (entries.length == 0) {
            return null;
        }
        int hash = FNV_OFFSET;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ Ascii.toLower(bytes[offset + i])) * FNV_PRIME;
        }
        int slot = slot(hash, entries.length);
        for (Entry entry = entries[slot]; entry != null; entry = entries[slot]) {
            if (entry.text().length == length && Ascii.equalsLowerCase(bytes, offset, length, entry.text())) {
                return entry.paths();
            }
            slot = slot + 1 & entries.length - 1;
        }
        return null;
    }

    /** A hash table with room: at most half of it is taken. Empty when there is no host of this kind. */
    private static @Nullable Entry[] entries(Map<HostPattern, PathTable> tables, HostPattern.Kind kind) {
        long count =
                tables.keySet().stream().filter(host -> host.kind() == kind).count();
        if (count == 0) {
            return new @Nullable Entry[0];
        }
        @Nullable Entry[] entries = new @Nullable Entry[Integer.highestOneBit((int) count) * 4];
        tables.forEach((host, paths) -> {
            if (host.kind() == kind) {
                byte[] text = Ascii.bytes(host.text());
                int hash = FNV_OFFSET;
                for (byte b : text) {
                    hash = (hash ^ b) * FNV_PRIME;
                }
                int slot = slot(hash, entries.length);
                while (entries[slot] != null) {
                    slot = slot + 1 & entries.length - 1;
                }
                entries[slot] = new Entry(text, paths);
            }
        });
        return entries;
    }

    private static int slot(int hash, int size) {
        return (hash ^ hash >>> 15) & size - 1;
    }
}
