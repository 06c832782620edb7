package io.lictor.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The field line {@code Date: …} of now (RFC 9110 section 6.6.1), made once a second.
 *
 * <p>One an event loop.
 */
public final class HttpDate {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private byte[] line = {};

    /** The line with its CRLF; not to be changed. */
    public byte[] line() {
        long now = System.currentTimeMillis() / 1000;
        if (now != second) {
            second = now;
            line = Ascii.bytes("Date: " + FORMAT.format(Instant.ofEpochSecond(now)) + "\r\n");
        }
        return line;
    }
}
