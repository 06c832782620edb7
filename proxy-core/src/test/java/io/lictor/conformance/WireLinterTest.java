package io.lictor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.conformance.WireLinter.Direction;
import io.lictor.conformance.WireLinter.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The linter finds what it is there to find, and nothing in clean messages. */
final class WireLinterTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET / HTTP/1.1~Host: a~X: 1~~                                     | ''
                    POST / HTTP/1.1~Host: a~Content-Length: 2~~ok                     | ''
                    POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~2~ok~0~X: 1~~ | ''
                    GET / HTTP/1.1~Host: a~Connection: Upgrade~Upgrade: websocket~~   | ''
                    GET / HTTP/1.1~~                                                  | 0 Host fields
                    GET / HTTP/1.1~Host: a~Host: a~~                                  | 2 Host fields
                    GET /a b HTTP/1.1~Host: a~~                                       | start line
                    GET /a#b HTTP/1.1~Host: a~~                                       | start line
                    GET / HTTP/2.0~Host: a~~                                          | start line
                    GET / HTTP/1.1~Host: a^X: 1~~                                     | bare LF
                    GET / HTTP/1.1~Host: a`X: 1~~                                     | bare CR
                    GET / HTTP/1.1~Host: a~ b~~                                       | obs-fold
                    GET / HTTP/1.1~Host: a~X : 1~~                                    | field line
                    GET / HTTP/1.1~Host: a~: 1~~                                      | field line
                    GET / HTTP/1.1~Host: a~X~~                                        | field line
                    GET / HTTP/1.1~Host: a~X: \u0001~~                                | field line
                    GET / HTTP/1.1~Host: a~Content-Length: +1~~                       | no number
                    GET / HTTP/1.1~Host: a~Content-Length: 0~Content-Length: 0~~      | repeated Content-Length
                    GET / HTTP/1.1~Host: a~Content-Length: 5~Transfer-Encoding: chunked~~0~~ | beside
                    GET / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~      | coding other than
                    GET / HTTP/1.0~Host: a~Transfer-Encoding: chunked~~0~~            | in HTTP/1.0
                    GET / HTTP/1.1~Host: a~Keep-Alive: 5~~                            | hop-by-hop
                    GET / HTTP/1.1~Host: a~Connection: X~~                            | Connection: [x]
                    GET / HTTP/1.1~Host: a~Upgrade: h2c~~                             | Upgrade that
                    GET / HTTP/1.1~Host: a~TE: trailers~~                             | TE that
                    GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~+2~ok~0~~      | chunk line
                    GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~2~okay~0~~     | chunk without
                    GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~Host: b~~    | trailer field host
                    """)
    void namesWhatIsUnclean(String text, String problem) {
        String wire = text.replace("~", "\r\n").replace('^', '\n').replace('`', '\r');

        Message request = WireLinter.read(wire, 0, Direction.REQUEST, false, true);

        if (problem.isEmpty()) {
            assertThat(request.problems()).isEmpty();
            assertThat(request.complete()).isTrue();
            assertThat(request.end()).isEqualTo(wire.length());
        } else {
            assertThat(request.problems()).anyMatch(each -> each.contains(problem));
        }
    }

    @Test
    void takesBytesBeyondTheFramingForAMessageOfTheirOwn() {
        String wire = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay\r\n";
        Message first = WireLinter.read(wire, 0, Direction.RESPONSE, false, true);
        Message second = WireLinter.read(wire, first.end(), Direction.RESPONSE, false, true);

        assertThat(first.body()).isEqualTo("ok");
        assertThat(first.problems()).isEmpty();
        assertThat(second.problems()).anyMatch(each -> each.startsWith("start line"));
    }

    /** 0x85 ends a line to whoever takes it for Unicode. */
    @Test
    void findsTheBodyBehindAReasonOfAnyBytes() {
        String wire = "HTTP/1.1 200 O\u0085K\r\nContent-Length: 2\r\n\r\nok";
        Message answer = WireLinter.read(wire, 0, Direction.RESPONSE, false, false);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.problems()).isEmpty();
        assertThat(answer.body()).isEqualTo("ok");
    }

    @Test
    void knowsWhatIsNotAllThere() {
        assertThat(WireLinter.read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", 0, Direction.RESPONSE, false, true)
                        .complete())
                .isFalse();
        assertThat(WireLinter.read("HTTP/1.1 200 OK\r\n\r\nok", 0, Direction.RESPONSE, false, false)
                        .complete())
                .isFalse();
        assertThat(WireLinter.read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", 0, Direction.RESPONSE, true, false)
                        .complete())
                .isTrue();
    }
}
