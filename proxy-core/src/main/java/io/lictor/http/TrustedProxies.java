package io.lictor.http;

import io.lictor.config.RealIp;
import java.net.InetAddress;
import java.util.Locale;

/** Who is trusted to tell the addresses of clients, and in which field: nginx's realip module. Immutable: any thread. */
public final class TrustedProxies {

    private final Networks networks;
    private final byte[] header;
    private final int headerNumber;
    private final boolean recursive;

    public TrustedProxies(RealIp options) {
        networks = new Networks(options.from());
        header = Ascii.bytes(options.header().toLowerCase(Locale.ROOT));
        headerNumber = FieldName.number(header, 0, header.length);
        recursive = options.recursive();
    }

    /** Whether whoever connects from {@code remote} is one. */
    public boolean trust(InetAddress remote) {
        if (networks.isEmpty()) {
            return false;
        }
        byte[] octets = remote.getAddress();
        return trust(octets, octets.length);
    }

    boolean trust(byte[] octets, int length) {
        return networks.hold(octets, length);
    }

    /** Whether the client is the last in the list that is not one itself. */
    boolean isRecursive() {
        return recursive;
    }

    /** The last field before field {@code before} that tells addresses, or -1. */
    int lastField(Head request, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (request.number(i) == headerNumber
                    && (headerNumber != FieldName.OTHER
                            || Ascii.equalsLowerCase(
                                    request.bytes(), request.nameOffset(i), request.nameLength(i), header))) {
                return i;
            }
        }
        return -1;
    }
}
