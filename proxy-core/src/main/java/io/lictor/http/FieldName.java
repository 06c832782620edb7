package io.lictor.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
    public static final int X_FORWARDED_PREFIX = 27;
    public static final int LOCATION = 28;
    public static final int REFRESH = 29;
    public static final int SET_COOKIE = 30;
    public static final int HTTP2_SETTINGS = 31;

    /** {@code Content_Length}, {@code X_Forwarded_For} …: what a CGI-like server behind us takes for the name it is not. */
    public static final int LOOKALIKE = 32;

    /** The names that nobody may pass off as: those that frame a message, and those a peer believes because we say them. */
    private static final long GUARDED = bit(CONTENT_LENGTH)
            | bit(TRANSFER_ENCODING)
            | bit(KEEP_ALIVE)
            | bit(PROXY_CONNECTION)
            | bit(X_FORWARDED_FOR)
            | bit(X_FORWARDED_HOST)
            | bit(X_FORWARDED_PROTO)
            | bit(X_FORWARDED_PORT)
            | bit(X_FORWARDED_PREFIX)
            | bit(X_REAL_IP);

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
        "x-forwarded-prefix",
        "location",
        "refresh",
        "set-cookie",
        "http2-settings",
    };

    private static final int SLOTS = 256;
    private static final byte[][] BY_SLOT = new byte[SLOTS][];
    private static final byte[] NUMBER_BY_SLOT = new byte[SLOTS];

    /** What the bytes of a name are multiplied by for its slot: searched for below, so that no two names share one. */
    private static final int FACTORS = factors();

    private FieldName() {}

    /** The number of the name in {@code bytes[offset, offset + length)}, without regard to case; or {@link #OTHER}. */
    public static int number(byte[] bytes, int offset, int length) {
        int slot = slot(FACTORS, bytes, offset, length);
        byte[] name = BY_SLOT[slot];
        return name != null && Ascii.equalsLowerCase(bytes, offset, length, name) ? NUMBER_BY_SLOT[slot] : OTHER;
    }

    /** Whether a name that is none of the well-known ones becomes a guarded one when its underscores are hyphens. */
    public static boolean isLookalike(byte[] bytes, int offset, int length) {
        byte[] name = Arrays.copyOfRange(bytes, offset, offset + length);
        for (int i = 0; i < length; i++) {
            if (name[i] == '_') {
                name[i] = '-';
            }
        }
        int number = number(name, 0, length);
        return number != OTHER && (bit(number) & GUARDED) != 0;
    }

    /** The name of a number, in lower case; empty for {@link #OTHER}. */
    public static String name(int number) {
        return NAMES[number];
    }

    /** The bit that stands for {@code number} in a set of names. */
    public static long bit(int number) {
        return 1L << number;
    }

    /** The first four factors, a byte each, that give every name a slot of its own; fills the slots. */
    private static int factors() {
        int factors = 0x25373431;
        for (int tries = 0; tries < 1_000_000; tries++) {
            if (fill(factors)) {
                return factors;
            }
            factors = factors * 0x41c64e6d + 0x3039;
        }
        throw new AssertionError("two well-known names that no factors can tell apart");
    }

    private static boolean fill(int factors) {
        Arrays.fill(BY_SLOT, null);
        for (int number = 1; number < NAMES.length; number++) {
            byte[] name = NAMES[number].getBytes(StandardCharsets.US_ASCII);
            int slot = slot(factors, name, 0, name.length);
            if (BY_SLOT[slot] != null) {
                return false;
            }
            BY_SLOT[slot] = name;
            NUMBER_BY_SLOT[slot] = (byte) number;
        }
        return true;
    }

    private static int slot(int factors, byte[] bytes, int offset, int length) {
        int first = bytes[offset] | 0x20;
        int middle = bytes[offset + (length >> 1)] | 0x20;
        int beforeLast = bytes[offset + Math.max(length - 2, 0)] | 0x20;
        int last = bytes[offset + length - 1] | 0x20;
        int sum = length * 9
                + first * (factors & 0xff)
                + middle * (factors >>> 8 & 0xff)
                + beforeLast * (factors >>> 16 & 0xff)
                + last * (factors >>> 24);
        return sum & (SLOTS - 1);
    }
}
