package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;

/**
 * Tells where a response leads as the client sees it: nginx's {@code proxy_redirect default}, in Location and Refresh.
 * Immutable: any thread.
 *
 * <p>A URL of the peer's own address becomes a path; in such a path, in one of the host that the client asked, and in a
 * bare one, what {@code strip} and {@code prepend} did is undone. Every other URL stays as it is.
 */
final class Locations {

    private static final long LEADS = FieldName.bit(FieldName.LOCATION) | FieldName.bit(FieldName.REFRESH);

    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final byte[] URL = Ascii.bytes("url=");
    private static final byte[] LOCATION = Ascii.bytes("Location: ");
    private static final byte[] REFRESH = Ascii.bytes("Refresh: ");

    private final PublicPath path;
    private final SentHost sentHost;

    Locations(PublicPath path, SentHost sentHost) {
        this.path = path;
        this.sentHost = sentHost;
    }

    static boolean isIn(Head response) {
        return (response.names() & LEADS) != 0;
    }

    /** Puts the fields that change in the place of those that came; others stay. */
    void apply(Subject subject, HeadEdits edits) {
        apply(subject, FieldName.LOCATION, LOCATION, edits);
        apply(subject, FieldName.REFRESH, REFRESH, edits);
    }

    private void apply(Subject subject, int number, byte[] name, HeadEdits edits) {
        Head response = subject.response();
        if (edits.removesName(number)) {
            return;
        }
        for (int i = response.find(number); i >= 0; i = response.findFrom(i + 1, number)) {
            int start = response.valueOffset(i);
            int end = start + response.valueLength(i);
            int url = number == FieldName.REFRESH ? urlOffset(response.bytes(), start, end) : start;
            ByteScratch out = edits.lines();
            int before = out.length();
            out.put(name);
            out.put(response.bytes(), start, url - start);
            if (url < end && put(subject, url, end - url, out)) {
                out.put('\r');
                out.put('\n');
                edits.remove(i);
            } else {
                out.truncate(before);
            }
        }
    }

    /** Appends the URL as the client sees it; false when it stays as it is, whatever was put. */
    private boolean put(Subject subject, int offset, int length, ByteScratch out) {
        byte[] bytes = subject.response().bytes();
        if (bytes[offset] == '/') {
            boolean otherHost = length > 1 && bytes[offset + 1] == '/';
            return !otherHost && !path.isSame() && path.put(bytes, offset, length, out);
        }
        int scheme = startsWith(bytes, offset, length, HTTP)
                ? HTTP.length
                : startsWith(bytes, offset, length, HTTPS) ? HTTPS.length : 0;
        if (scheme == 0) {
            return false;
        }
        int host = offset + scheme;
        int end = offset + length;
        int rest = host;
        while (rest < end && "/?#".indexOf(bytes[rest]) < 0) {
            rest++;
        }
        if (sentHost.isAsked(subject.request(), bytes, host, rest - host)) {
            out.put(bytes, offset, rest - offset);
            return !path.isSame() && path.put(bytes, rest, end - rest, out);
        }
        return scheme == (subject.isPeerTls() ? HTTPS : HTTP).length
                && sentHost.isPeers(subject, bytes, host, rest - host, out)
                && path.put(bytes, rest, end - rest, out);
    }

    /** Where the URL of a Refresh starts: {@code 5; url=/a}; {@code end} when there is none. */
    private static int urlOffset(byte[] bytes, int start, int end) {
        for (int i = start; i + URL.length <= end; i++) {
            if (Ascii.equalsLowerCase(bytes, i, URL.length, URL)) {
                return i + URL.length;
            }
        }
        return end;
    }

    private static boolean startsWith(byte[] bytes, int offset, int length, byte[] lower) {
        return length > lower.length && Ascii.equalsLowerCase(bytes, offset, lower.length, lower);
    }
}
