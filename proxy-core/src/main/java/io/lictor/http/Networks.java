package io.lictor.http;

import io.lictor.config.Network;
import java.util.List;

/** Ranges of addresses, ready to be asked whether they hold one. Immutable: any thread. */
public final class Networks {

    private record Range(byte[] start, int bits) {}

    private final Range[] ranges;

    public Networks(List<Network> networks) {
        ranges = networks.stream()
                .map(network -> new Range(network.address().getAddress(), network.bits()))
                .toArray(Range[]::new);
    }

    boolean isEmpty() {
        return ranges.length == 0;
    }

    /** Whether one of them holds an address as it is written; false for what is no address. Makes a small object. */
    public boolean hold(byte[] address) {
        IpAddress read = new IpAddress();
        return read.read(address, 0, address.length) && hold(read.octets(), read.length());
    }

    boolean hold(byte[] octets, int length) {
        for (Range range : ranges) {
            if (range.start().length == length && startsWith(octets, range.start(), range.bits())) {
                return true;
            }
        }
        return false;
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
