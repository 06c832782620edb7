package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Heads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramingTest {

    private static final String CHUNKED = "CHUNKED";
    private static final String UNTIL_CLOSE = "UNTIL_CLOSE";

    @ParameterizedTest(name = "HTTP/{0} {1} -> {2} {3} keep-alive {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    1.1 | ''                                                  | OK | 0       | true
                    1.0 | ''                                                  | OK | 0       | false
                    1.1 | Content-Length: 0                                   | OK | 0       | true
                    1.1 | Content-Length: 5                                   | OK | 5       | true
                    1.1 | content-length:5                                    | OK | 5       | true
                    1.0 | Content-Length: 5                                   | OK | 5       | false
                    1.1 | Content-Length: 999999999999999999                  | OK | 999999999999999999 | true
                    1.1 | Transfer-Encoding: chunked                          | OK | CHUNKED | true
                    1.1 | Transfer-Encoding: CHUNKED                          | OK | CHUNKED | true
                    1.1 | Transfer-Encoding: chunked,                         | OK | CHUNKED | true
                    1.1 | Transfer-Encoding: , chunked                        | OK | CHUNKED | true
                    1.1 | Transfer-Encoding: ,, Chunked ,,                    | OK | CHUNKED | true
                    1.1 | Connection: close                                   | OK | 0       | false
                    1.1 | Connection: Close                                   | OK | 0       | false
                    1.1 | Connection: x , close                               | OK | 0       | false
                    1.1 | Connection: keep-alive, close                       | OK | 0       | false
                    1.1 | Connection: close; Connection: keep-alive           | OK | 0       | false
                    1.1 | Connection: keep-alive; Connection: close           | OK | 0       | false
                    1.1 | Connection: closed                                  | OK | 0       | true
                    1.1 | Connection: upgrade; Content-Length: 3              | OK | 3       | true
                    1.0 | Connection: keep-alive                              | OK | 0       | true
                    1.0 | Connection: x,Keep-Alive; Content-Length: 2         | OK | 2       | true
                    1.0 | Connection: x                                       | OK | 0       | false
                    1.1 | Keep-Alive: timeout=5                               | OK | 0       | true
                    """)
    void requestsThatAreFramed(String version, String fields, Verdict verdict, String length, boolean keepAlive) {
        Head request = Heads.request(lines("POST / HTTP/" + version, fields));

        assertThat(Framing.ofRequest(request)).isEqualTo(verdict);
        assertThat(bodyLength(request)).isEqualTo(length);
        assertThat(request.keepAlive()).isEqualTo(keepAlive);
    }

    @ParameterizedTest(name = "HTTP/{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    1.1 | Content-Length:                                           | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: +5                                        | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: -5                                        | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5 5                                       | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5, 5                                      | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5,                                        | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 0x5                                       | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5.0                                       | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: five                                      | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: \u00b2                                    | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 1000000000000000000                       | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 9223372036854775808                       | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 18446744073709551621                      | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5; Content-Length: 5                      | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5; Content-Length: 6                      | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5; X: y; content-length: 5                | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 007                                       | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 00                                        | BAD_CONTENT_LENGTH
                    1.1 | Content-Length: 5; Transfer-Encoding: chunked             | LENGTH_AND_CODING
                    1.1 | Transfer-Encoding: chunked; Content-Length: 5             | LENGTH_AND_CODING
                    1.1 | Transfer-Encoding: gzip; Content-Length: 0                | LENGTH_AND_CODING
                    1.0 | Transfer-Encoding: chunked; Content-Length: 0             | LENGTH_AND_CODING
                    1.0 | Transfer-Encoding: chunked                                | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: chunked; Transfer-Encoding: chunked    | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: gzip; Transfer-Encoding: chunked       | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: chunked, chunked                       | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: gzip, chunked                          | UNKNOWN_CODING
                    1.1 | Transfer-Encoding: chunked, gzip, chunked                 | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: chunked,, chunked                      | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: chunked x, chunked                     | UNKNOWN_CODING
                    1.1 | Transfer-Encoding: ,                                      | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: chunked, gzip                          | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding:                                        | BAD_TRANSFER_ENCODING
                    1.1 | Transfer-Encoding: identity                               | UNKNOWN_CODING
                    1.1 | Transfer-Encoding: gzip                                   | UNKNOWN_CODING
                    1.1 | Transfer-Encoding: xchunked                               | UNKNOWN_CODING
                    1.1 | Transfer-Encoding: "chunked"                              | UNKNOWN_CODING
                    1.1 | Transfer-Encoding: chunked x                              | UNKNOWN_CODING
                    """)
    void requestsThatTwoParsersCouldReadDifferently(String version, String fields, Verdict verdict) {
        assertThat(Framing.ofRequest(Heads.request(lines("POST / HTTP/" + version, fields))))
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0} {1}, to HEAD {2} -> {3} keep-alive {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    1.1 200 | ''                                            | false | UNTIL_CLOSE | false
                    1.1 200 | Connection: keep-alive                        | false | UNTIL_CLOSE | false
                    1.0 200 | ''                                            | false | UNTIL_CLOSE | false
                    1.1 200 | Content-Length: 5                             | false | 5           | true
                    1.1 200 | Content-Length: 0                             | false | 0           | true
                    1.1 200 | Content-Length: 5; Connection: close          | false | 5           | false
                    1.0 200 | Content-Length: 5                             | false | 5           | false
                    1.0 200 | Content-Length: 5; Connection: keep-alive     | false | 5           | true
                    1.1 200 | Transfer-Encoding: chunked                    | false | CHUNKED     | true
                    1.1 200 | Transfer-Encoding: chunked; Connection: close | false | CHUNKED     | false
                    1.1 500 | Transfer-Encoding: Chunked                    | false | CHUNKED     | true
                    1.1 200 | ''                                            | true  | 0           | true
                    1.1 200 | Content-Length: 5                             | true  | 0           | true
                    1.1 200 | Transfer-Encoding: chunked                    | true  | 0           | true
                    1.1 200 | Connection: close                             | true  | 0           | false
                    1.0 200 | ''                                            | true  | 0           | false
                    1.1 204 | ''                                            | false | 0           | true
                    1.1 204 | Content-Length: 5                             | false | 0           | true
                    1.1 204 | Transfer-Encoding: chunked                    | false | 0           | true
                    1.1 304 | ''                                            | false | 0           | true
                    1.1 304 | Content-Length: 5                             | false | 0           | true
                    1.1 100 | ''                                            | false | 0           | true
                    1.1 103 | Link: x                                       | false | 0           | true
                    1.1 205 | Content-Length: 0                             | false | 0           | true
                    """)
    void responsesThatAreFramed(
            String versionAndStatus, String fields, boolean toHead, String length, boolean keepAlive) {
        Head response = Heads.response(lines("HTTP/" + versionAndStatus + " x", fields));

        assertThat(Framing.ofResponse(response, toHead)).isEqualTo(Verdict.OK);
        assertThat(bodyLength(response)).isEqualTo(length);
        assertThat(response.keepAlive()).isEqualTo(keepAlive);
    }

    @ParameterizedTest(name = "{0} {1}, to HEAD {2} -> {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    1.1 200 | Content-Length: x                                      | false | BAD_CONTENT_LENGTH
                    1.1 200 | Content-Length: 5; Content-Length: 5                   | false | BAD_CONTENT_LENGTH
                    1.1 200 | Content-Length: -1                                     | true  | BAD_CONTENT_LENGTH
                    1.1 304 | Content-Length: 5, 6                                   | false | BAD_CONTENT_LENGTH
                    1.1 200 | Content-Length: 5; Transfer-Encoding: chunked          | false | LENGTH_AND_CODING
                    1.1 204 | Content-Length: 5; Transfer-Encoding: chunked          | false | LENGTH_AND_CODING
                    1.0 200 | Transfer-Encoding: chunked                             | false | BAD_TRANSFER_ENCODING
                    1.1 200 | Transfer-Encoding: gzip, chunked                       | false | UNKNOWN_CODING
                    1.1 200 | Transfer-Encoding: chunked; Transfer-Encoding: chunked | false | BAD_TRANSFER_ENCODING
                    1.1 200 | Transfer-Encoding: gzip                                | false | UNKNOWN_CODING
                    """)
    void responsesThatTwoParsersCouldReadDifferently(
            String versionAndStatus, String fields, boolean toHead, Verdict verdict) {
        assertThat(Framing.ofResponse(Heads.response(lines("HTTP/" + versionAndStatus + " x", fields)), toHead))
                .isEqualTo(verdict);
    }

    private static String[] lines(String startLine, String fields) {
        List<String> lines = new ArrayList<>(List.of(startLine));
        if (!fields.isEmpty()) {
            lines.addAll(Arrays.asList(fields.split("; ")));
        }
        return lines.toArray(new String[0]);
    }

    private static String bodyLength(Head head) {
        if (head.bodyLength() == Head.CHUNKED) {
            return CHUNKED;
        }
        return head.bodyLength() == Head.UNTIL_CLOSE ? UNTIL_CLOSE : Long.toString(head.bodyLength());
    }
}
