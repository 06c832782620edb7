package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;

/**
 * From a path as the peer knows it to the path as clients know it: what {@code strip} and {@code prepend} do, the other way
 * round. Immutable: any thread.
 */
final class PublicPath {

    private final byte[] strip;
    private final byte[] prepend;

    PublicPath(String strip, String prepend) {
        this.strip = Ascii.bytes(strip);
        this.prepend = Ascii.bytes(prepend);
    }

    /** Whether both know it as the same. */
    boolean isSame() {
        return strip.length == 0 && prepend.length == 0;
    }

    /**
     * Appends the client's path, with whatever follows it (query, fragment).
     *
     * <p>A path that starts with what {@code strip} takes is the client's already: the peer knows of it by {@code
     * X-Forwarded-Prefix}.
     *
     * @return false, and nothing was put, when no path of a client leads to it
     */
    boolean put(byte[] bytes, int offset, int length, ByteScratch out) {
        if (prepend.length > 0 && !startsWith(bytes, offset, length, prepend)) {
            return false;
        }
        int from = offset + prepend.length;
        int rest = length - prepend.length;
        boolean isPublic = prepend.length == 0 && strip.length > 0 && startsWith(bytes, offset, length, strip);
        if (!isPublic) {
            out.put(strip);
        }
        if (rest == 0 || bytes[from] != '/') {
            out.put('/');
        }
        out.put(bytes, from, rest);
        return true;
    }

    /** Whether {@code prefix} is the start of a path, by whole segments; a query or a fragment may follow. */
    static boolean startsWith(byte[] bytes, int offset, int length, byte[] prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[offset + i] != prefix[i]) {
                return false;
            }
        }
        int next = length == prefix.length ? '/' : bytes[offset + prefix.length];
        return next == '/' || next == '?' || next == '#';
    }
}
