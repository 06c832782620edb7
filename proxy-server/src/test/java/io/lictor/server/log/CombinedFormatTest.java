package io.lictor.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.server.FakeExchange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinedFormatTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-03T09:08:07.999Z"));

    private final CombinedFormat format = new CombinedFormat(new LogTime(CLOCK, ZoneOffset.UTC));

    @Test
    void writesTheLineThatNginxWrites() {
        FakeExchange exchange = FakeExchange.of(
                "GET /sso?a=b HTTP/1.1",
                "Host: example.org",
                "Referer: https://example.org/start",
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64)");

        assertThat(line(exchange))
                .isEqualTo("127.0.0.1 - - [03/Nov/2026:09:08:07 +0000] \"GET /sso?a=b HTTP/1.1\" 200 101"
                        + " \"https://example.org/start\" \"Mozilla/5.0 (X11; Linux x86_64)\"\n");
    }

    @Test
    void writesTheZoneOfTheMachine() {
        CombinedFormat berlin = new CombinedFormat(new LogTime(CLOCK, ZoneId.of("Europe/Berlin")));
        berlin.format(FakeExchange.of("GET / HTTP/1.1"));

        assertThat(text(berlin)).contains("[03/Nov/2026:10:08:07 +0100]");
    }

    @Test
    void writesADashForAFieldThatIsNotThereAndNothingForAnEmptyOne() {
        assertThat(line(FakeExchange.of("GET / HTTP/1.0", "User-Agent:")
                        .status(499)
                        .bodyBytesSent(0)))
                .isEqualTo("127.0.0.1 - - [03/Nov/2026:09:08:07 +0000] \"GET / HTTP/1.0\" 499 0 \"-\" \"\"\n");
    }

    @Test
    void writesTheAddressOfAnIpv6Client() {
        assertThat(line(FakeExchange.of("GET / HTTP/1.1").clientAddress("2001:db8::1")))
                .startsWith("2001:db8::1 - - [");
    }

    @Test
    void writesWhatCameOfARequestThatCouldNotBeRead() {
        assertThat(line(FakeExchange.unreadable("\u0016\u0003\u0001 hello\r\nHost: x")))
                .contains("\"\\x16\\x03\\x01 hello\" 400 ");
        assertThat(line(FakeExchange.unreadable(""))).contains("] \"-\" 400 ");
    }

    @ParameterizedTest(name = "{0} is the user {1}")
    @CsvSource({
        "Basic YWxpY2U6c2VjcmV0, alice",
        "basic YWxpY2U6, alice",
        "Basic YWxpY2U=, -",
        "Basic OnNlY3JldA==, -",
        "Basic !!!!, -",
        "Basic, -",
        "Bearer YWxpY2U6c2VjcmV0, -",
        "Basic YSJiOmM=, a\\x22b",
    })
    void writesTheUserOfBasicCredentials(String authorization, String user) {
        assertThat(line(FakeExchange.of("GET / HTTP/1.1", "Authorization: " + authorization)))
                .startsWith("127.0.0.1 - " + user + " [");
    }

    @Test
    void escapesWhatNginxEscapesWhereverItStands() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder agent = new StringBuilder();
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                int odd = "\"\\ ~!#[]".charAt(random.nextInt(8));
                agent.append((char) (random.nextInt(8) == 0 ? random.nextInt(256) : random.nextBoolean() ? odd : 'a'));
            }
            assertThat(line(FakeExchange.of("GET / HTTP/1.1", "User-Agent: " + agent)))
                    .endsWith(" \"-\" \"" + escaped(agent) + "\"\n");
        }
    }

    private static String escaped(CharSequence text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\' || c < 32 || c > 126) {
                escaped.append(String.format("\\x%02X", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    private String line(FakeExchange exchange) {
        format.format(exchange);
        return text(format);
    }

    private static String text(CombinedFormat format) {
        return new String(format.line().bytes(), 0, format.line().length(), StandardCharsets.ISO_8859_1);
    }
}
