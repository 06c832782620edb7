package io.lictor.http;

/**
 * Reads an IP address in ASCII, strictly, and without making anything: RFC 3986 section 3.2.2.
 *
 * <p>One an event loop, used for one address after the other. An IPv4 address mapped into IPv6 is the IPv4 address.
 */
final class IpAddress {

    private static final int IPV6 = 16;
    private static final int IPV4 = 4;

    private final byte[] octets = new byte[IPV6];
    private int length;

    /** The octets; {@link #length()} of them. */
    byte[] octets() {
        return octets;
    }

    /** 4 or 16; 0 when what was read is no address. */
    int length() {
        return length;
    }

    /** Reads {@code bytes[offset, offset + count)}; false when it is no address. */
    boolean read(byte[] bytes, int offset, int count) {
        length = 0;
        int end = offset + count;
        boolean colon = false;
        for (int i = offset; i < end; i++) {
            colon |= bytes[i] == ':';
        }
        if (!colon) {
            length = ipv4(bytes, offset, end, 0) ? IPV4 : 0;
        } else if (ipv6(bytes, offset, end)) {
            length = IPV6;
            unmap();
        }
        return length > 0;
    }

    private boolean ipv4(byte[] bytes, int offset, int end, int at) {
        int octet = 0;
        int value = -1;
        for (int i = offset; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9 && value != 0) {
                value = Math.max(value, 0) * 10 + digit;
                if (value > 255) {
                    return false;
                }
            } else if (bytes[i] == '.' && value >= 0 && octet < IPV4 - 1) {
                octets[at + octet++] = (byte) value;
                value = -1;
            } else {
                return false;
            }
        }
        octets[at + octet] = (byte) value;
        return octet == IPV4 - 1 && value >= 0;
    }

    private boolean ipv6(byte[] bytes, int offset, int end) {
        int at = 0;
        int gap = -1;
        int i = offset;
        if (i + 1 < end && bytes[i] == ':' && bytes[i + 1] == ':') {
            gap = 0;
            i += 2;
        }
        while (i < end) {
            int start = i;
            int group = 0;
            while (i < end && i - start < 4 && Hex.value(bytes[i]) >= 0) {
                group = group << 4 | Hex.value(bytes[i++]);
            }
            if (i < end && bytes[i] == '.') {
                if (at > IPV6 - IPV4 || !ipv4(bytes, start, end, at)) {
                    return false;
                }
                at += IPV4;
                break;
            }
            if (i == start || at == IPV6) {
                return false;
            }
            octets[at++] = (byte) (group >> 8);
            octets[at++] = (byte) group;
            if (i == end) {
                break;
            }
            if (bytes[i] != ':' || ++i == end) {
                return false;
            }
            if (bytes[i] == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = at;
                i++;
            }
        }
        return gap < 0 ? at == IPV6 : spread(gap, at);
    }

    /** Puts what stands behind {@code ::} at the end, and zeros between. */
    private boolean spread(int gap, int at) {
        if (at >= IPV6) {
            return false;
        }
        int behind = at - gap;
        System.arraycopy(octets, gap, octets, IPV6 - behind, behind);
        for (int i = gap; i < IPV6 - behind; i++) {
            octets[i] = 0;
        }
        return true;
    }

    private void unmap() {
        for (int i = 0; i < 12; i++) {
            if (octets[i] != (i < 10 ? 0 : (byte) 0xff)) {
                return;
            }
        }
        System.arraycopy(octets, 12, octets, 0, IPV4);
        length = IPV4;
    }
}
