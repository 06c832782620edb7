package io.lictor.http;

/**
 * A request's target and Host: RFC 9112 sections 3.2 and 3.3. Finds the path and the authority, and refuses what two
 * readers could take for two hosts.
 *
 * <p>Without state: any thread. What is found is put into the head's slots.
 */
public final class Target {

    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final boolean[] HOST_BYTE = hostBytes();

    private Target() {}

    /**
     * Finds path and authority. An absolute target's authority stands for Host (RFC 9112 section 3.2.2), and must be the
     * same as Host where both are given.
     */
    public static Verdict of(Head request) {
        if (Method.isRefused(request)) {
            return Verdict.METHOD_NOT_ALLOWED;
        }
        int host = request.find(FieldName.HOST);
        if (host < 0 ? request.minorVersion() > 0 : !isHost(request, host)) {
            return Verdict.BAD_HOST;
        }
        if (host >= 0) {
            request.authority(request.valueOffset(host), request.valueLength(host));
        }
        byte[] bytes = request.bytes();
        int offset = request.targetOffset();
        int length = request.targetLength();
        if (bytes[offset] == '/') {
            request.path(offset, length);
            return Verdict.OK;
        }
        if (bytes[offset] == '*') {
            request.path(offset, length);
            return length == 1 && Method.isOptions(request) ? Verdict.OK : Verdict.BAD_TARGET;
        }
        return absolute(request, offset, length);
    }

    private static Verdict absolute(Head request, int offset, int length) {
        byte[] bytes = request.bytes();
        int scheme = startsWith(bytes, offset, length, HTTP)
                ? HTTP.length
                : startsWith(bytes, offset, length, HTTPS) ? HTTPS.length : 0;
        if (scheme == 0) {
            return Verdict.BAD_TARGET;
        }
        int start = offset + scheme;
        int end = offset + length;
        int slash = start;
        while (slash < end && bytes[slash] != '/' && bytes[slash] != '?') {
            slash++;
        }
        if (slash == start || !isHost(bytes, start, slash - start)) {
            return Verdict.BAD_TARGET;
        }
        if (request.authorityLength() > 0 && !sameHost(request, start, slash - start)) {
            return Verdict.BAD_HOST;
        }
        if (slash == end || bytes[slash] == '?') {
            return withoutPath(request, start, slash, end);
        }
        request.authority(start, slash - start);
        request.path(slash, end - slash);
        return Verdict.OK;
    }

    /**
     * {@code http://a?b} asks for {@code /?b} (RFC 9112 section 3.2.1), and OPTIONS of {@code http://a} for {@code *}
     * (section 3.2.4). The byte that is missing takes the last one's place of an authority that moves over a slash.
     */
    private static Verdict withoutPath(Head request, int start, int query, int end) {
        byte[] bytes = request.bytes();
        System.arraycopy(bytes, start, bytes, start - 1, query - start);
        bytes[query - 1] = (byte) (query == end && Method.isOptions(request) ? '*' : '/');
        request.authority(start - 1, query - start);
        request.path(query - 1, end - query + 1);
        return Verdict.OK;
    }

    private static boolean isHost(Head request, int field) {
        return request.findFrom(field + 1, FieldName.HOST) < 0
                && request.valueLength(field) > 0
                && isHost(request.bytes(), request.valueOffset(field), request.valueLength(field));
    }

    /** {@code uri-host [":" port]} of RFC 9110 section 7.2, with the characters of names and addresses only. */
    private static boolean isHost(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int portStart = end;
        int i = offset;
        if (bytes[i] == '[') {
            i++;
            while (i < end && (Hex.value(bytes[i]) >= 0 || bytes[i] == ':' || bytes[i] == '.')) {
                i++;
            }
            if (i == end || bytes[i] != ']' || i == offset + 1) {
                return false;
            }
            i++;
            if (i < end && bytes[i] != ':') {
                return false;
            }
            portStart = i;
        } else {
            while (i < end && bytes[i] != ':') {
                if (!HOST_BYTE[bytes[i] & 0xff]) {
                    return false;
                }
                i++;
            }
            portStart = i;
        }
        if (portStart == offset || end - portStart > 6) {
            return false;
        }
        for (int p = portStart + 1; p < end; p++) {
            if (bytes[p] < '0' || bytes[p] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean sameHost(Head request, int offset, int length) {
        if (length != request.authorityLength()) {
            return false;
        }
        byte[] bytes = request.bytes();
        for (int i = 0; i < length; i++) {
            if (Ascii.toLower(bytes[offset + i]) != Ascii.toLower(bytes[request.authorityOffset() + i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] bytes, int offset, int length, byte[] lower) {
        return length > lower.length && Ascii.equalsLowerCase(bytes, offset, lower.length, lower);
    }

    private static boolean[] hostBytes() {
        boolean[] host = new boolean[256];
        for (char c = 'a'; c <= 'z'; c++) {
            host[c] = true;
            host[c - 32] = true;
        }
        for (char c = '0'; c <= '9'; c++) {
            host[c] = true;
        }
        // Unreserved and sub-delims of RFC 3986 that real names hold; no percent-encoding, no userinfo.
        for (char c : new char[] {'-', '.', '_', '~'}) {
            host[c] = true;
        }
        return host;
    }
}
