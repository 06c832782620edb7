package io.lictor.http;

import java.nio.charset.StandardCharsets;

/**
 * The numbers of the well-known field names, so that a name is compared once, when a head is parsed.
 *
 * <p>Numbers, not an enum: they are kept in a head's index and tested as bits of a {@code long}.
 */
public final class FieldName {

    /** Any other name. */
    public static final int OTHER = 0;

    public static final int HOST = 1;
    public static final int CONTENT_LENGTH = 2;
    public static final int TRANSFER_ENCODING = 3;
    public static final int CONNECTION = 4;
    public static final int KEEP_ALIVE = 5;
    public static final int PROXY_CONNECTION = 6;
    public static final int TE = 7;
    public static final int TRAILER = 8;
    public static final int UPGRADE = 9;
    public static final int EXPECT = 10;
    public static final int X_FORWARDED_FOR = 11;
    public static final int X_FORWARDED_HOST = 12;
    public static final int X_FORWARDED_PROTO = 13;
    public static final int X_FORWARDED_PORT = 14;
    public static final int X_REAL_IP = 15;
    public static final int FORWARDED = 16;
    public static final int REFERER = 17;
    public static final int USER_AGENT = 18;
    public static final int DATE = 19;
    public static final int SERVER = 20;
    public static final int AUTHORIZATION = 21;
    public static final int VIA = 22;
    public static final int CONTENT_TYPE = 23;
    public static final int ACCEPT = 24;
    public static final int COOKIE = 25;
    public static final int MAX_FORWARDS = 26;

    private static final String[] NAMES = {
        "",
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "upgrade",
        "expect",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-port",
        "x-real-ip",
        "forwarded",
        "referer",
        "user-agent",
        "date",
        "server",
        "authorization",
        "via",
        "content-type",
        "accept",
        "cookie",
        "max-forwards",
    };

    private static final int SLOTS = 256;
    private static final byte[][] BY_SLOT = new byte[SLOTS][];
    private static final byte[] NUMBER_BY_SLOT = new byte[SLOTS];

    static {
        for (int number = 1; number < NAMES.length; number++) {
            byte[] name = NAMES[number].getBytes(StandardCharsets.US_ASCII);
            int slot = slot(name, 0, name.length);
            if (BY_SLOT[slot] != null) {
                throw new AssertionError("two well-known names in one slot: " + NAMES[number]);
            }
            BY_SLOT[slot] = name;
            NUMBER_BY_SLOT[slot] = (byte) number;
        }
    }

    private FieldName() {}

    /** The number of the name in {@code bytes[offset, offset + length)}, without regard to case; or {@link #OTHER}. */
    public static int number(byte[] bytes, int offset, int length) {
        int slot = slot(bytes, offset, length);
        byte[] name = BY_SLOT[slot];
        return name != null && Ascii.equalsLowerCase(bytes, offset, length, name) ? NUMBER_BY_SLOT[slot] : OTHER;
    }

    /** The name of a number, in lower case; empty for {@link #OTHER}. */
    public static String name(int number) {
        return NAMES[number];
    }

    /** The bit that stands for {@code number} in a set of names. */
    public static long bit(int number) {
        return 1L << number;
    }

    private static int slot(byte[] bytes, int offset, int length) {
        int first = bytes[offset] | 0x20;
        int middle = bytes[offset + (length >> 1)] | 0x20;
        int beforeLast = bytes[offset + Math.max(length - 2, 0)] | 0x20;
        int last = bytes[offset + length - 1] | 0x20;
        // The factors were searched for: no two of the names share a slot.
        return (length * 9 + first * 37 + middle * 55 + beforeLast * 52 + last * 49) & (SLOTS - 1);
    }
}
