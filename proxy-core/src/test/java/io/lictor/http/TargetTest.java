package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Heads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest(name = "{0} [{1}] -> path {2}, authority {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET / HTTP/1.1                    | Host: a                | /           | a
                    GET /x?y=/z?a HTTP/1.1            | Host: a:80             | /x?y=/z?a   | a:80
                    GET //x HTTP/1.1                  | Host: a                | //x         | a
                    GET / HTTP/1.1                    | host: A.Example-1_x~   | /           | A.Example-1_x~
                    GET / HTTP/1.1                    | Host: a:               | /           | a:
                    GET / HTTP/1.1                    | Host: a:65535          | /           | a:65535
                    GET / HTTP/1.1                    | Host: 10.0.0.1:8080    | /           | 10.0.0.1:8080
                    GET / HTTP/1.1                    | Host: [::1]            | /           | [::1]
                    GET / HTTP/1.1                    | Host: [fe80::1]:80     | /           | [fe80::1]:80
                    GET / HTTP/1.0                    | ''                     | /           | ''
                    GET / HTTP/1.0                    | Host: a                | /           | a
                    GET http://a/x?y HTTP/1.1         | Host: a                | /x?y        | a
                    GET HTTP://A/x HTTP/1.1           | Host: a                | /x          | A
                    GET https://a:8443/ HTTP/1.1      | Host: A:8443           | /           | a:8443
                    GET http://[::1]:1/x HTTP/1.1     | Host: [::1]:1          | /x          | [::1]:1
                    GET http://a/x HTTP/1.0           | ''                     | /x          | a
                    GET http://a HTTP/1.1             | Host: a                | /           | a
                    GET http://a HTTP/1.0             | ''                     | /           | a
                    GET http://a:80?x HTTP/1.1        | Host: a:80             | /?x         | a:80
                    GET http://a?/x HTTP/1.1          | Host: a                | /?/x        | a
                    OPTIONS http://a HTTP/1.1         | Host: a                | *           | a
                    OPTIONS http://a?x HTTP/1.1       | Host: a                | /?x         | a
                    OPTIONS * HTTP/1.1                | Host: a                | *           | a
                    OPTIONS /x HTTP/1.1               | Host: a                | /x          | a
                    connect / HTTP/1.1                | Host: a                | /           | a
                    """)
    void findsPathAndAuthority(String requestLine, String fields, String path, String authority) {
        Head request = Heads.request(lines(requestLine, fields));

        assertThat(Target.of(request)).isEqualTo(Verdict.OK);
        assertThat(request.text(request.pathOffset(), request.pathLength())).isEqualTo(path);
        assertThat(request.text(request.authorityOffset(), request.authorityLength()))
                .isEqualTo(authority);
    }

    @ParameterizedTest(name = "{0} [{1}] -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET / HTTP/1.1              | ''                 | BAD_HOST
                    GET / HTTP/1.1              | Host:              | BAD_HOST
                    GET / HTTP/1.0              | Host:              | BAD_HOST
                    GET / HTTP/1.1              | Host: a; Host: a   | BAD_HOST
                    GET / HTTP/1.1              | Host: a; Host: b   | BAD_HOST
                    GET / HTTP/1.0              | Host: a; Host: a   | BAD_HOST
                    GET / HTTP/1.1              | Host: a b          | BAD_HOST
                    GET / HTTP/1.1              | Host: a,b          | BAD_HOST
                    GET / HTTP/1.1              | Host: a/b          | BAD_HOST
                    GET / HTTP/1.1              | Host: a?b          | BAD_HOST
                    GET / HTTP/1.1              | Host: a#b          | BAD_HOST
                    GET / HTTP/1.1              | Host: u@a          | BAD_HOST
                    GET / HTTP/1.1              | Host: a%41         | BAD_HOST
                    GET / HTTP/1.1              | Host: a\\b         | BAD_HOST
                    GET / HTTP/1.1              | Host: caf\u00e9    | BAD_HOST
                    GET / HTTP/1.1              | Host: :80          | BAD_HOST
                    GET / HTTP/1.1              | Host: a:80:80      | BAD_HOST
                    GET / HTTP/1.1              | Host: a:b          | BAD_HOST
                    GET / HTTP/1.1              | Host: a:123456     | BAD_HOST
                    GET / HTTP/1.1              | Host: ::1          | BAD_HOST
                    GET / HTTP/1.1              | Host: []           | BAD_HOST
                    GET / HTTP/1.1              | Host: [            | BAD_HOST
                    GET / HTTP/1.1              | Host: [::1         | BAD_HOST
                    GET / HTTP/1.1              | Host: [::1]a       | BAD_HOST
                    GET / HTTP/1.1              | Host: [a b]        | BAD_HOST
                    GET / HTTP/1.1              | Host: [a/../b"]:80 | BAD_HOST
                    GET / HTTP/1.1              | Host: [u@::1]      | BAD_HOST
                    GET / HTTP/1.1              | Host: [::1%25eth0] | BAD_HOST
                    GET / HTTP/1.1              | Host: [[::1]]      | BAD_HOST
                    GET http://[a?b]/ HTTP/1.1  | Host: [a?b]        | BAD_HOST
                    GET http://[xyz]/ HTTP/1.0  | ''                 | BAD_TARGET
                    GET / HTTP/1.1              | Host: [::1]:x      | BAD_HOST
                    GET http://a/ HTTP/1.1      | ''                 | BAD_HOST
                    GET http://a/ HTTP/1.1      | Host: b            | BAD_HOST
                    GET http://a/ HTTP/1.1      | Host: ab           | BAD_HOST
                    GET http://a:80/ HTTP/1.1   | Host: a            | BAD_HOST
                    GET http:/// HTTP/1.1       | Host: a            | BAD_TARGET
                    GET http:// HTTP/1.1        | Host: a            | BAD_TARGET
                    GET http://?x HTTP/1.1      | Host: a            | BAD_TARGET
                    GET http:/a HTTP/1.1        | Host: a            | BAD_TARGET
                    GET http://u@a/ HTTP/1.1    | Host: a            | BAD_TARGET
                    GET http://a:x/ HTTP/1.1    | Host: a            | BAD_TARGET
                    GET ftp://a/ HTTP/1.1       | Host: a            | BAD_TARGET
                    GET x HTTP/1.1              | Host: a            | BAD_TARGET
                    GET ?x HTTP/1.1             | Host: a            | BAD_TARGET
                    GET a:80 HTTP/1.1           | Host: a            | BAD_TARGET
                    GET * HTTP/1.1              | Host: a            | BAD_TARGET
                    OPTIONS ** HTTP/1.1         | Host: a            | BAD_TARGET
                    OPTIONS *?x HTTP/1.1        | Host: a            | BAD_TARGET
                    CONNECT a:443 HTTP/1.1      | Host: a:443        | METHOD_NOT_ALLOWED
                    CONNECT / HTTP/1.1          | ''                 | METHOD_NOT_ALLOWED
                    TRACE / HTTP/1.1            | Host: a            | METHOD_NOT_ALLOWED
                    TRACE / HTTP/1.0            | ''                 | METHOD_NOT_ALLOWED
                    """)
    void refusesWhatTwoReadersCouldTakeForTwoHosts(String requestLine, String fields, Verdict verdict) {
        assertThat(Target.of(Heads.request(lines(requestLine, fields)))).isEqualTo(verdict);
    }

    private static String[] lines(String startLine, String fields) {
        List<String> lines = new ArrayList<>(List.of(startLine));
        if (!fields.isEmpty()) {
            lines.addAll(Arrays.asList(fields.split("; ")));
        }
        return lines.toArray(new String[0]);
    }
}
