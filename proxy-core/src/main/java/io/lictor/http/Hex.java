package io.lictor.http;

import java.util.Arrays;

/** Hexadecimal digits. */
public final class Hex {

    private static final byte[] VALUES = new byte[256];
    private static final byte[] DIGITS = Ascii.bytes("0123456789ABCDEF");

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < 16; i++) {
            VALUES[DIGITS[i]] = (byte) i;
            VALUES[Ascii.toLower(DIGITS[i])] = (byte) i;
        }
    }

    private Hex() {}

    /** The value of a digit, or a negative number (so that an OR of two stays negative). */
    public static int value(byte digit) {
        return VALUES[digit & 0xff];
    }

    /** The digit, in upper case, of a value from 0 to 15. */
    public static byte digit(int value) {
        return DIGITS[value & 0xf];
    }
}
