package io.lictor.http;

import io.lictor.config.Network;
import io.lictor.config.RealIp;
import java.net.InetAddress;
import java.util.Locale;

/** Who is trusted to tell the addresses of clients, and in which field: nginx's realip module. Immutable: any thread. */
public final class TrustedProxies {

    private record Range(byte[] start, int bits) {}

    private final Range[] ranges;
    private final byte[] header;
    private final int headerNumber;
    private final boolean recursive;

    public TrustedProxies(RealIp options) {
        ranges = options.from().stream().map(TrustedProxies::range).toArray(Range[]::new);
        header = Ascii.bytes(options.header().toLowerCase(Locale.ROOT));
        headerNumber = FieldName.number(header, 0, header.length);
        recursive = options.recursive();
    }

    private static Range range(Network network) {
        return new Range(network.address().getAddress(), network.bits());
    }

    /** Whether whoever connects from {@code remote} is one. */
    public boolean trust(InetAddress remote) {
        if (ranges.length == 0) {
            return false;
        }
        byte[] octets = remote.getAddress();
        return trust(octets, octets.length);
    }

    boolean trust(byte[] octets, int length) {
        for (Range range : ranges) {
            if (range.start().length == length && startsWith(octets, range.start(), range.bits())) {
                return true;
            }
        }
        return false;
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

    private static boolean startsWith(byte[] octets, byte[] start, int bits) {
        int whole = bits >> 3;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != start[i]) {
                return false;
            }
        }
        int rest = bits & 7;
        return rest == 0 || (octets[whole] & 0xff) >> 8 - rest == (start[whole] & 0xff) >> 8 - rest;
    }
}
