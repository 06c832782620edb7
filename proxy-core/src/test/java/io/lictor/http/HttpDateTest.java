package io.lictor.http;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HttpDateTest {

    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss zzz", Locale.ENGLISH);

    @Test
    void isAWholeFieldLineInTheFormOfTheRfc() {
        Instant before = Instant.now().truncatedTo(SECONDS);
        String line = new String(new HttpDate().line(), StandardCharsets.ISO_8859_1);
        Instant after = Instant.now();

        assertThat(line)
                .matches("Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d "
                        + "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n");
        Instant said = ZonedDateTime.parse(line.substring("Date: ".length()).strip(), IMF_FIXDATE)
                .toInstant();
        assertThat(said).isBetween(before, after);
    }

    @Test
    void isMadeOnceASecond() {
        HttpDate date = new HttpDate();
        byte[] first = date.line();
        byte[] second = date.line();

        // Another array only when the second changed in between, and then with another text.
        assertThat(second == first
                        || !new String(second, StandardCharsets.ISO_8859_1)
                                .equals(new String(first, StandardCharsets.ISO_8859_1)))
                .isTrue();
    }
}
