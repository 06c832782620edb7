package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;

/**
 * Tells the Path and the Domain of cookies as the client sees them: nginx's {@code proxy_cookie_path} and
 * {@code proxy_cookie_domain}, for what {@code strip}, {@code prepend} and {@code host} changed. Immutable: any thread.
 */
final class Cookies {

    private static final byte[] NAME = Ascii.bytes("Set-Cookie: ");
    private static final byte[] PATH = Ascii.bytes("path");
    private static final byte[] DOMAIN = Ascii.bytes("domain");

    private final PublicPath path;
    private final SentHost sentHost;
    private final boolean changesPath;
    private final boolean changesDomain;

    Cookies(PublicPath path, SentHost sentHost, boolean changesPath, boolean changesDomain) {
        this.path = path;
        this.sentHost = sentHost;
        this.changesPath = changesPath && !path.isSame();
        this.changesDomain = changesDomain && sentHost.isChanged();
    }

    boolean isGiven() {
        return changesPath || changesDomain;
    }

    /** Puts the cookies that change in the place of those that came; others stay. */
    void apply(Subject subject, HeadEdits edits) {
        Head response = subject.response();
        if (edits.removesName(FieldName.SET_COOKIE)) {
            return;
        }
        for (int i = response.find(FieldName.SET_COOKIE); i >= 0; i = response.findFrom(i + 1, FieldName.SET_COOKIE)) {
            int before = edits.lines().length();
            edits.lines().put(NAME);
            if (put(subject, response.valueOffset(i), response.valueLength(i), edits.lines())) {
                edits.lines().put('\r');
                edits.lines().put('\n');
                edits.remove(i);
            } else {
                edits.lines().truncate(before);
            }
        }
    }

    /** Appends a cookie; false when nothing in it changed. */
    private boolean put(Subject subject, int offset, int length, ByteScratch out) {
        byte[] bytes = subject.response().bytes();
        int end = offset + length;
        int start = offset;
        boolean changed = false;
        boolean isAttribute = false;
        while (start <= end) {
            int stop = start;
            while (stop < end && bytes[stop] != ';') {
                stop++;
            }
            if (isAttribute) {
                out.put(';');
            }
            if (isAttribute && attribute(subject, start, stop, out)) {
                changed = true;
            } else {
                out.put(bytes, start, stop - start);
            }
            isAttribute = true;
            start = stop + 1;
        }
        return changed;
    }

    /** Appends an attribute that changes; else nothing, and false. */
    private boolean attribute(Subject subject, int start, int stop, ByteScratch out) {
        byte[] bytes = subject.response().bytes();
        int name = start;
        while (name < stop && Ascii.isBlank(bytes[name])) {
            name++;
        }
        int value = name;
        while (value < stop && bytes[value] != '=') {
            value++;
        }
        if (value == stop) {
            return false;
        }
        int nameLength = value - name;
        value++;
        int before = out.length();
        out.put(bytes, start, value - start);
        boolean put = changesPath && Ascii.equalsLowerCase(bytes, name, nameLength, PATH)
                ? path(bytes, value, stop - value, out)
                : changesDomain
                        && Ascii.equalsLowerCase(bytes, name, nameLength, DOMAIN)
                        && domain(subject, value, stop, out);
        if (!put) {
            out.truncate(before);
        }
        return put;
    }

    private boolean path(byte[] bytes, int offset, int length, ByteScratch out) {
        if (length == 0 || bytes[offset] != '/' || !path.put(bytes, offset, length, out)) {
            return false;
        }
        boolean slashAdded = out.bytes()[out.length() - 1] == '/' && (length == 1 || bytes[offset + length - 1] != '/');
        if (slashAdded && out.bytes()[out.length() - 2] != '=') {
            // The root of the peer is /sso: a cookie for /sso/ would not be sent with it.
            out.truncate(out.length() - 1);
        }
        return true;
    }

    private boolean domain(Subject subject, int offset, int stop, ByteScratch out) {
        byte[] bytes = subject.response().bytes();
        int from = offset < stop && bytes[offset] == '.' ? offset + 1 : offset;
        if (!sentHost.isDomain(subject, bytes, from, stop - from, out)) {
            return false;
        }
        int before = out.length();
        Variables.host(subject.request(), out);
        return out.length() > before;
    }
}
