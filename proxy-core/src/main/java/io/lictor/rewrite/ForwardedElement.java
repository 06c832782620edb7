package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.Head;

/** The field {@code Forwarded} (RFC 7239): the same as {@code X-Forwarded-*}, as a standard. Without state: any thread. */
final class ForwardedElement {

    private static final byte[] NAME = Ascii.bytes("Forwarded: ");
    private static final byte[] COMMA = Ascii.bytes(", ");
    private static final byte[] FOR = Ascii.bytes("for=");
    private static final byte[] HOST = Ascii.bytes(";host=");
    private static final byte[] PROTO = Ascii.bytes(";proto=");

    private ForwardedElement() {}

    /** Appends the line: what a trusted proxy said, and our element. */
    static void put(Subject subject, ByteScratch out) {
        Head request = subject.request();
        out.put(NAME);
        if (subject.forwarding().isTrusted()) {
            for (int i = request.find(FieldName.FORWARDED); i >= 0; i = request.findFrom(i + 1, FieldName.FORWARDED)) {
                out.put(request.bytes(), request.valueOffset(i), request.valueLength(i));
                out.put(COMMA);
            }
        }
        out.put(FOR);
        byte[] address = subject.forwarding().address();
        // Section 6: an IPv6 address stands in brackets, and a colon only in quotes.
        boolean ipv6 = holdsColon(address, 0, address.length);
        if (ipv6) {
            out.put('"');
            out.put('[');
        }
        out.put(address);
        if (ipv6) {
            out.put(']');
            out.put('"');
        }
        if (request.authorityLength() > 0) {
            out.put(HOST);
            boolean quoted = holdsColon(request.bytes(), request.authorityOffset(), request.authorityLength());
            if (quoted) {
                out.put('"');
            }
            out.put(request.bytes(), request.authorityOffset(), request.authorityLength());
            if (quoted) {
                out.put('"');
            }
        }
        out.put(PROTO);
        out.put(subject.forwarding().scheme());
        out.put('\r');
        out.put('\n');
    }

    private static boolean holdsColon(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == ':') {
                return true;
            }
        }
        return false;
    }
}
