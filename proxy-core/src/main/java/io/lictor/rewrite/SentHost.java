package io.lictor.rewrite;

import io.lictor.config.RewriteOptions;
import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.Head;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which hosts in a response are the client's, and which the peer's own. Immutable: any thread. */
final class SentHost {

    private static final byte[] PORT_80 = Ascii.bytes(":80");
    private static final byte[] PORT_443 = Ascii.bytes(":443");

    private final @Nullable Value value;

    SentHost(RewriteOptions options, String serverName) {
        Optional<Value> host = options.setFields().stream()
                .filter(f -> f.name().equalsIgnoreCase("host"))
                .map(f -> Value.of(f.value(), serverName))
                .findFirst();
        value = host.orElse(null);
    }

    /** Whether peers are told another host than the client asked. */
    boolean isChanged() {
        return value != null;
    }

    /** Whether it is the host that the client asked. */
    boolean isAsked(Head request, byte[] bytes, int offset, int length) {
        return length > 0
                && same(bytes, offset, length, request.bytes(), request.authorityOffset(), request.authorityLength());
    }

    /**
     * Whether it is the peer's address, or the host that it was told in the place of the client's.
     *
     * @param scratch used, and left as it was
     */
    boolean isPeers(Subject subject, byte[] bytes, int offset, int length, ByteScratch scratch) {
        if (length == 0) {
            return false;
        }
        byte[] peer = subject.peer();
        byte[] usual = subject.isPeerTls() ? PORT_443 : PORT_80;
        if (same(bytes, offset, length, peer, 0, peer.length)
                || endsWith(peer, usual) && same(bytes, offset, length, peer, 0, peer.length - usual.length)) {
            return true;
        }
        return value != null && isTold(subject, bytes, offset, length, scratch);
    }

    /** Whether a cookie's domain is that of the host that the peer was told; both without ports. */
    boolean isDomain(Subject subject, byte[] bytes, int offset, int length, ByteScratch scratch) {
        if (value == null || length == 0) {
            return false;
        }
        int start = scratch.length();
        value.write(subject, Value.Place.FIELD, scratch);
        int host = Variables.hostLength(scratch.bytes(), start, scratch.length() - start);
        boolean same = same(bytes, offset, length, scratch.bytes(), start, host);
        scratch.truncate(start);
        return same;
    }

    private boolean isTold(Subject subject, byte[] bytes, int offset, int length, ByteScratch scratch) {
        int start = scratch.length();
        if (value != null) {
            value.write(subject, Value.Place.FIELD, scratch);
        }
        boolean same = same(bytes, offset, length, scratch.bytes(), start, scratch.length() - start);
        scratch.truncate(start);
        return same;
    }

    private static boolean endsWith(byte[] host, byte[] port) {
        return host.length > port.length && Ascii.equalsLowerCase(host, host.length - port.length, port.length, port);
    }

    private static boolean same(byte[] a, int offset, int length, byte[] b, int otherOffset, int otherLength) {
        if (length != otherLength) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Ascii.toLower(a[offset + i]) != Ascii.toLower(b[otherOffset + i])) {
                return false;
            }
        }
        return true;
    }
}
