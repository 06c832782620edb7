package io.lictor.server.log;

import io.lictor.http.Ascii;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * nginx's {@code $time_local}, in brackets: {@code [10/Oct/2026:13:55:36 +0000]}.
 *
 * <p>Confined to one event loop; formats once a second.
 */
final class LogTime {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss xx']'", Locale.ENGLISH);

    private final InstantSource clock;
    private final DateTimeFormatter format;
    private long second = Long.MIN_VALUE;
    private byte[] text = new byte[0];

    LogTime(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        format = FORMAT.withZone(zone);
    }

    /** The time now. The array is shared: read only. */
    byte[] text() {
        long now = Math.floorDiv(clock.millis(), 1000L);
        if (now != second) {
            second = now;
            text = Ascii.bytes(format.format(Instant.ofEpochSecond(now)));
        }
        return text;
    }
}
