package io.lictor.server.log;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import java.util.Arrays;

/**
 * nginx's {@code $remote_user}: the name that a request's Basic credentials carry, whether or not anybody checked them.
 *
 * <p>Confined to one event loop; decodes into its own array, and never as far as the password.
 */
final class BasicUser {

    private static final byte[] SCHEME = Ascii.bytes("basic ");
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private byte[] bytes = new byte[64];

    /** The name's bytes; how many is what {@link #decode} said. */
    byte[] bytes() {
        return bytes;
    }

    /** Finds the name and returns its length; 0 when there is none. */
    int decode(Head request) {
        int field = request.find(FieldName.AUTHORIZATION);
        if (field < 0) {
            return 0;
        }
        int offset = request.valueOffset(field);
        int length = request.valueLength(field);
        if (length <= SCHEME.length || !Ascii.equalsLowerCase(request.bytes(), offset, SCHEME.length, SCHEME)) {
            return 0;
        }
        return decode(request.bytes(), offset + SCHEME.length, offset + length);
    }

    /** Decodes base64 up to the first colon. Without a colon they are not Basic credentials. */
    private int decode(byte[] source, int from, int end) {
        if (bytes.length < end - from) {
            bytes = new byte[end - from];
        }
        int length = 0;
        int bits = 0;
        int bitCount = 0;
        for (int i = from; i < end; i++) {
            int value = source[i] >= 0 ? VALUES[source[i]] : -1;
            if (value < 0) {
                return 0;
            }
            bits = bits << 6 | value;
            bitCount += 6;
            if (bitCount >= 8) {
                bitCount -= 8;
                byte decoded = (byte) (bits >> bitCount);
                if (decoded == ':') {
                    return length;
                }
                bytes[length++] = decoded;
            }
        }
        return 0;
    }
}
