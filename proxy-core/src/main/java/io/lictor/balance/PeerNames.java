package io.lictor.balance;

import io.lictor.config.Address;
import io.lictor.upstream.PeerIndex;
import io.lictor.upstream.PeerSet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The names that peers have in a cookie, and who has which: the MD5 of the address in hexadecimal, as nginx has it.
 *
 * <p>Immutable; made once for a set.
 */
final class PeerNames implements PeerIndex {

    /*
     * A name is looked up by its first eight bytes, sorted: a map would want an object. Two peers of one set with the same
     * eight are not to be expected, and would but share their clients.
     */

    private static final int DIGITS = 32;
    private static final int COMPARED = 16;

    private final long[] names;
    private final int[] places;

    private PeerNames(long[] names, int[] places) {
        this.names = names;
        this.places = places;
    }

    static PeerNames of(List<PeerSet.Member> members) {
        long[] unsorted = new long[members.size()];
        for (int i = 0; i < unsorted.length; i++) {
            byte[] name = name(members.get(i).peer().endpoint().address());
            unsorted[i] = read(name, 0);
        }
        long[] sorted = unsorted.clone();
        Arrays.sort(sorted);
        int[] places = new int[sorted.length];
        for (int i = 0; i < unsorted.length; i++) {
            places[Arrays.binarySearch(sorted, unsorted[i])] = i;
        }
        return new PeerNames(sorted, places);
    }

    /** The name of the peer at {@code address}, in ASCII. */
    static byte[] name(Address address) {
        try {
            byte[] md5 =
                    MessageDigest.getInstance("MD5").digest(address.toString().getBytes(StandardCharsets.UTF_8));
            String digits = new BigInteger(1, md5).toString(16);
            return ("0".repeat(DIGITS - digits.length()) + digits).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has MD5", e);
        }
    }

    /** The place of the peer whose name stands there, or -1. */
    int find(byte[] bytes, int offset, int length) {
        if (length != DIGITS) {
            return -1;
        }
        int found = Arrays.binarySearch(names, read(bytes, offset));
        return found < 0 ? -1 : places[found];
    }

    private static long read(byte[] bytes, int offset) {
        long number = 0;
        for (int i = offset; i < offset + COMPARED; i++) {
            // What is no digit makes another number, which nobody has.
            number = number << 4 ^ Character.digit(bytes[i], 16);
        }
        return number;
    }
}
