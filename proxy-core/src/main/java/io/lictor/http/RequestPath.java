package io.lictor.http;

import java.util.Arrays;

/**
 * The path of a request in its one normal form: percent-decoded once, dot segments removed, slashes merged. Routes match
 * it, and so will whatever judges a path.
 *
 * <p>One a loop, used for one request after the other. {@link #bytes()} is the head's own array while the raw path is
 * already normal (nearly always), else an array of this object.
 */
public final class RequestPath {

    /*
     * %2F stays "%2F" and %25 stays "%25": a slash that was encoded is data, and a percent sign that was encoded must not
     * become the start of another escape. So the normal form has one reading. A path that a second decoding, somewhere
     * behind us, would turn into one with dot segments is refused (docs/adr/0006).
     */

    /** What cannot stand in a path as it is. The percent sign of a kept escape can. */
    private static final boolean[] UNSAFE = new boolean[256];

    static {
        for (int b = 0; b < 256; b++) {
            UNSAFE[b] = b <= ' ' || b >= 0x7f || "\"#<>?\\^`{|}".indexOf(b) >= 0;
        }
    }

    private byte[] own = new byte[256];
    private byte[] bytes = own;
    private int offset;
    private int length;
    private boolean dotSegments;

    /** The array that holds the normal form. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes()} it starts. */
    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** Whether the raw path held dot segments, so that the normal form must be forwarded in its place. */
    public boolean hadDotSegments() {
        return dotSegments;
    }

    /** Normalises the head's path; its query is not looked at. */
    public Verdict of(Head request) {
        byte[] raw = request.bytes();
        int start = request.pathOffset();
        int end = start + request.pathLength();
        dotSegments = false;
        if (raw[start] == '*') {
            // OPTIONS * is for the server as a whole, so for whoever serves the root. It is forwarded as it came.
            own[0] = '/';
            bytes = own;
            offset = 0;
            length = 1;
            return Verdict.OK;
        }
        boolean normal = true;
        int i = start;
        int previous = 0;
        for (; i < end; i++) {
            int b = raw[i];
            if (b == '?') {
                break;
            }
            normal &= b != '%' && b != '\\' && !(previous == '/' && (b == '/' || b == '.'));
            previous = b;
        }
        if (normal) {
            bytes = raw;
            offset = start;
            length = i - start;
            return Verdict.OK;
        }
        return normalise(raw, start, i);
    }

    /** Appends the normal form encoded again, with the request's own query: what is forwarded in place of dot segments. */
    public void encodeWithQuery(Head request, ByteScratch out) {
        encode(bytes, offset, length, out);
        int query = queryOffset(request);
        out.put(request.bytes(), query, request.pathOffset() + request.pathLength() - query);
    }

    /** Appends a path in normal form, encoded again. */
    public static void encode(byte[] path, int pathOffset, int pathLength, ByteScratch out) {
        int start = out.length();
        out.put(path, pathOffset, pathLength);
        out.escape(start, UNSAFE);
    }

    /** Where the request's query starts, at its question mark; the end of the path where there is none. */
    public static int queryOffset(Head request) {
        byte[] raw = request.bytes();
        int end = request.pathOffset() + request.pathLength();
        int query = request.pathOffset();
        while (query < end && raw[query] != '?') {
            query++;
        }
        return query;
    }

    private Verdict normalise(byte[] raw, int start, int end) {
        if (own.length < end - start) {
            own = new byte[(end - start) * 2];
        }
        bytes = own;
        offset = 0;
        int n = 0;
        boolean suspicious = false;
        for (int i = start; i < end; i++) {
            int b = raw[i];
            if (b == '%') {
                int decoded = i + 2 < end ? Hex.value(raw[i + 1]) << 4 | Hex.value(raw[i + 2]) : -1;
                if (decoded <= 0) {
                    return Verdict.BAD_PATH;
                }
                i += 2;
                if (decoded == '/' || decoded == '%') {
                    own[n++] = '%';
                    own[n++] = '2';
                    own[n++] = (byte) (decoded == '/' ? 'F' : '5');
                    suspicious = true;
                    continue;
                }
                b = decoded;
            }
            suspicious |= b == '\\';
            own[n++] = (byte) b;
        }
        length = removeDotSegments(own, n);
        if (length < 0 || suspicious && isAmbiguous(own, length)) {
            return Verdict.BAD_PATH;
        }
        return Verdict.OK;
    }

    /** Removes {@code .}, {@code ..} and empty segments in place; the new length, or -1 for a path above the root. */
    private int removeDotSegments(byte[] path, int n) {
        int out = 0;
        int i = 0;
        while (i < n) {
            // path[i] is a slash: find the segment behind it.
            int segment = i + 1;
            int next = segment;
            while (next < n && path[next] != '/') {
                next++;
            }
            int size = next - segment;
            boolean last = next >= n;
            if (size == 0 && !last) {
                i = next;
                continue;
            }
            if (size == 1 && path[segment] == '.' || size == 2 && path[segment] == '.' && path[segment + 1] == '.') {
                dotSegments = true;
                if (size == 2) {
                    if (out == 0) {
                        return -1;
                    }
                    do {
                        out--;
                    } while (path[out] != '/');
                }
                if (last) {
                    path[out++] = '/';
                }
            } else {
                path[out++] = '/';
                System.arraycopy(path, segment, path, out, size);
                out += size;
            }
            i = next;
        }
        return out;
    }

    /** Whether decoding again, and taking {@code \} for a slash, would bring up a dot segment. */
    private static boolean isAmbiguous(byte[] path, int pathLength) {
        byte[] again = Arrays.copyOf(path, pathLength);
        int n = pathLength;
        for (int before = -1; before != n; ) {
            before = n;
            n = decodeOnce(again, n);
        }
        int segment = 0;
        for (int i = 0; i <= n; i++) {
            if (i == n || again[i] == '/' || again[i] == '\\') {
                int size = i - segment;
                if (size == 1 && again[segment] == '.'
                        || size == 2 && again[segment] == '.' && again[segment + 1] == '.') {
                    return true;
                }
                segment = i + 1;
            }
        }
        return false;
    }

    private static int decodeOnce(byte[] path, int n) {
        int out = 0;
        for (int i = 0; i < n; i++) {
            int decoded = path[i] == '%' && i + 2 < n ? Hex.value(path[i + 1]) << 4 | Hex.value(path[i + 2]) : -1;
            if (decoded >= 0) {
                path[out++] = (byte) decoded;
                i += 2;
            } else {
                path[out++] = path[i];
            }
        }
        return out;
    }
}
