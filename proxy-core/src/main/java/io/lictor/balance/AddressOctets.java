package io.lictor.balance;

import java.util.Arrays;

/** Reads the octets of an IP address in ASCII. Without state: any thread. */
final class AddressOctets {

    /** The octets of the longest. */
    static final int MOST = 16;

    private static final int IPV4 = 4;

    private AddressOctets() {}

    /**
     * Reads {@code 192.0.2.1} or {@code 2001:db8:0:0:0:0:0:1}, with or without {@code ::}.
     *
     * @param to room for {@link #MOST}
     * @return how many there are: 4, 16; of anything else 3 zeros, as nginx has it
     */
    static int of(byte[] text, byte[] to) {
        Arrays.fill(to, (byte) 0);
        for (byte b : text) {
            if (b == ':') {
                return ipv6(text, to);
            }
            if (b == '.') {
                return ipv4(text, to);
            }
        }
        return IPV4 - 1;
    }

    private static int ipv4(byte[] text, byte[] to) {
        int octet = 0;
        for (byte b : text) {
            if (b == '.') {
                octet = Math.min(octet + 1, IPV4 - 1);
            } else {
                to[octet] = (byte) (to[octet] * 10 + (b - '0'));
            }
        }
        return IPV4;
    }

    private static int ipv6(byte[] text, byte[] to) {
        int at = 0;
        int gap = -1;
        int group = 0;
        boolean open = false;
        for (int i = 0; i <= text.length && at < MOST; i++) {
            int digit = i < text.length ? Character.digit(text[i], 16) : -1;
            if (digit >= 0) {
                group = group << 4 | digit;
                open = true;
                continue;
            }
            if (open) {
                to[at++] = (byte) (group >> 8);
                to[at++] = (byte) group;
                group = 0;
                open = false;
            }
            if (i + 1 < text.length && text[i] == ':' && text[i + 1] == ':') {
                gap = at;
            }
        }
        if (gap >= 0 && at < MOST) {
            // What stands behind :: belongs at the end.
            System.arraycopy(to, gap, to, MOST - (at - gap), at - gap);
            Arrays.fill(to, gap, MOST - (at - gap), (byte) 0);
        }
        return MOST;
    }
}
