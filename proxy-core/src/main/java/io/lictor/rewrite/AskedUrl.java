package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import java.nio.charset.StandardCharsets;

/** The URL that a client asked for, as it knows it. Without state: any thread. */
final class AskedUrl {

    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");

    private AskedUrl() {}

    /**
     * Whether {@code url[offset, end)} is the URL that was asked: absolute, or its path and query alone. Behind a trusted
     * proxy the scheme is the one that the proxy tells of.
     */
    static boolean is(Subject subject, byte[] url, int offset, int end) {
        Head request = subject.request();
        if (offset < end && url[offset] == '/') {
            return isTarget(request, url, offset, end);
        }
        byte[] scheme = isHttps(subject) ? HTTPS : HTTP;
        int host = offset + scheme.length + 3;
        if (host > end
                || !Ascii.equalsLowerCase(url, offset, scheme.length, scheme)
                || url[host - 3] != ':'
                || url[host - 2] != '/'
                || url[host - 1] != '/') {
            return false;
        }
        int path = host;
        while (path < end && url[path] != '/' && url[path] != '?') {
            path++;
        }
        return isHost(request, scheme == HTTPS, url, host, path) && isTarget(request, url, path, end);
    }

    /** The URL that was asked, absolute, each byte a character; empty where the request tells of none. */
    static String text(Subject subject) {
        Head request = subject.request();
        if (request.authorityLength() == 0 || request.bytes()[request.pathOffset()] != '/') {
            return "";
        }
        return (isHttps(subject) ? "https://" : "http://")
                + new String(
                        request.bytes(),
                        request.authorityOffset(),
                        request.authorityLength(),
                        StandardCharsets.ISO_8859_1)
                + new String(request.bytes(), request.pathOffset(), request.pathLength(), StandardCharsets.ISO_8859_1);
    }

    /**
     * Whether {@code url[offset, end)} leads to the host that was asked, by http or https, at whatever port: absolute, or a
     * path alone.
     */
    static boolean isOfHost(Subject subject, byte[] url, int offset, int end) {
        if (offset < end && url[offset] == '/') {
            return offset + 1 == end || url[offset + 1] != '/' && url[offset + 1] != '\\';
        }
        boolean https = startsWith(url, offset, end, HTTPS);
        if (!https && !startsWith(url, offset, end, HTTP)) {
            return false;
        }
        int host = offset + (https ? HTTPS.length : HTTP.length) + 3;
        int path = host;
        while (path < end && url[path] != '/' && url[path] != '?' && url[path] != '#') {
            path++;
        }
        Head request = subject.request();
        int length = withoutAnyPort(url, host, path);
        return length > 0
                && length
                        == withoutAnyPort(
                                request.bytes(),
                                request.authorityOffset(),
                                request.authorityOffset() + request.authorityLength())
                && isSame(request.bytes(), request.authorityOffset(), url, host, length);
    }

    private static boolean startsWith(byte[] url, int offset, int end, byte[] scheme) {
        int colon = offset + scheme.length;
        return colon + 2 < end
                && Ascii.equalsLowerCase(url, offset, scheme.length, scheme)
                && url[colon] == ':'
                && url[colon + 1] == '/'
                && url[colon + 2] == '/';
    }

    /** The length of the host in {@code bytes[offset, end)}, where digits behind a colon are its port. */
    private static int withoutAnyPort(byte[] bytes, int offset, int end) {
        int colon = end;
        while (colon > offset && bytes[colon - 1] >= '0' && bytes[colon - 1] <= '9') {
            colon--;
        }
        return (colon > offset && bytes[colon - 1] == ':' ? colon - 1 : end) - offset;
    }

    private static boolean isSame(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
        for (int i = 0; i < length; i++) {
            if (Ascii.toLower(a[aOffset + i]) != Ascii.toLower(b[bOffset + i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHttps(Subject subject) {
        Head request = subject.request();
        int told = subject.forwarding().isTrusted() ? request.find(FieldName.X_FORWARDED_PROTO) : -1;
        return told < 0
                ? subject.forwarding().scheme().length == HTTPS.length
                : Ascii.equalsLowerCase(request.bytes(), request.valueOffset(told), request.valueLength(told), HTTPS);
    }

    private static boolean isHost(Head request, boolean https, byte[] url, int host, int end) {
        int offset = request.authorityOffset();
        int length = withoutPort(request.bytes(), offset, request.authorityLength(), https);
        if (withoutPort(url, host, end - host, https) != length) {
            return false;
        }
        return isSame(request.bytes(), offset, url, host, length);
    }

    /** The length of a host and its port, without the port that the scheme means. */
    private static int withoutPort(byte[] bytes, int offset, int length, boolean https) {
        byte[] port = Ascii.bytes(https ? ":443" : ":80");
        int rest = length - port.length;
        return rest > 0 && Ascii.equalsLowerCase(bytes, offset + rest, port.length, port) ? rest : length;
    }

    /** Path and query; an absolute URL without a path asks for the root. */
    private static boolean isTarget(Head request, byte[] url, int path, int end) {
        if (path == end) {
            return request.pathLength() == 1 && request.bytes()[request.pathOffset()] == '/';
        }
        int length = end - path;
        if (length != request.pathLength()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (url[path + i] != request.bytes()[request.pathOffset() + i]) {
                return false;
            }
        }
        return true;
    }
}
