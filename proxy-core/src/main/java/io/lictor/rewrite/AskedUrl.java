package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;

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
        for (int i = 0; i < length; i++) {
            if (Ascii.toLower(url[host + i]) != Ascii.toLower(request.bytes()[offset + i])) {
                return false;
            }
        }
        return true;
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
