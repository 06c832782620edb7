package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Heads;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest(name = "{0} is {1}, had dot segments: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    /                      | /                  | false
                    /a/b                   | /a/b               | false
                    /a/b/                  | /a/b/              | false
                    /a?b=/../c             | /a                 | false
                    /?                     | /                  | false
                    /a;b=c                 | /a;b=c             | false
                    /.a                    | /.a                | false
                    /..a                   | /..a               | false
                    /...                   | /...               | false
                    /a.                    | /a.                | false
                    /a..                   | /a..               | false
                    //                     | /                  | false
                    ///                    | /                  | false
                    //a                    | /a                 | false
                    /a//b                  | /a/b               | false
                    /a///b//               | /a/b/              | false
                    /.                     | /                  | true
                    /./                    | /                  | true
                    /./a                   | /a                 | true
                    /a/.                   | /a/                | true
                    /a/./b                 | /a/b               | true
                    /a/..                  | /                  | true
                    /a/../                 | /                  | true
                    /a/../b                | /b                 | true
                    /a/b/..                | /a/                | true
                    /a/b/../../c           | /c                 | true
                    /a/b/.././../c         | /c                 | true
                    /a//../b               | /b                 | true
                    /%61                   | /a                 | false
                    /%7e%7E                | /~~                | false
                    /a%20b                 | '/a b'             | false
                    /a%3Fb                 | /a?b               | false
                    /a%23b                 | /a#b               | false
                    /a%3fb?c               | /a?b               | false
                    /%C3%A9                | /\u00c3\u00a9      | false
                    /%FF                   | /\u00ff            | false
                    /%01                   | '/\u0001'          | false
                    /a%2Fb                 | /a%2Fb             | false
                    /a%2fb                 | /a%2Fb             | false
                    /a%25b                 | /a%25b             | false
                    /a%252Fb               | /a%252Fb           | false
                    /a%5Cb                 | /a\\b              | false
                    /a\\b                  | /a\\b              | false
                    /%2e/a                 | /a                 | true
                    /a/%2E%2e/b            | /b                 | true
                    /a/.%2E/b              | /b                 | true
                    /a/%2e                 | /a/                | true
                    /a%2F%2Fb              | /a%2F%2Fb          | false
                    *                      | /                  | false
                    """)
    void normalises(String raw, String normal, boolean dotSegments) {
        Head request = head(raw);
        RequestPath path = new RequestPath();

        assertThat(path.of(request)).isEqualTo(Verdict.OK);
        assertThat(text(path)).isEqualTo(normal);
        assertThat(path.hadDotSegments()).isEqualTo(dotSegments);
    }

    @ParameterizedTest(name = "{0} is refused")
    @ValueSource(
            strings = {
                // Above the root.
                "/..",
                "/../a",
                "/a/../..",
                "/a/../../b",
                "/./..",
                "//..",
                "/%2e%2e",
                "/a/%2E./..",
                // No byte, or the one that ends strings elsewhere.
                "/%00",
                "/a%00b",
                "/%",
                "/%4",
                "/%4?1",
                "/%zz",
                "/%4g",
                "/%-1",
                "/a%",
                "/%u0041",
                // Dot segments once somebody decodes again, or takes a backslash for a slash.
                "/a/..%2Fb",
                "/a%2F..",
                "/a%2F../b",
                "/..%2f",
                "/a%2F.",
                "/%252e%252e/a",
                "/a/%252e%252e/b",
                "/%25252e%25252e/a",
                "/a%252F..%252Fb",
                "/a\\..\\b",
                "/a/..\\b",
                "/..\\",
                "/.%5C",
                "/a%5C..%5Cb",
                "/a%5c%2e%2e",
                "/%255C..",
            })
    void refusesWhatHasNoOneReading(String raw) {
        assertThat(new RequestPath().of(head(raw))).isEqualTo(Verdict.BAD_PATH);
    }

    @ParameterizedTest(name = "{0} is forwarded as {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    /a/../b?x=/../y        | /b?x=/../y
                    /a/./b                 | /a/b
                    /./a%20b               | /a%20b
                    /./a%3Fb?c             | /a%3Fb?c
                    /./a%23b               | /a%23b
                    /./a%2fb               | /a%2Fb
                    /./a%25b               | /a%25b
                    /./%C3%a9              | /%C3%A9
                    /./%7f%01              | /%7F%01
                    /./a;b=c,d:e@f!$&'()*+ | /a;b=c,d:e@f!$&'()*+
                    /./%22%3c%3e%5b%7B%7c%7D%5e%60 | /%22%3C%3E[%7B%7C%7D%5E%60
                    /./a%5Cb               | /a%5Cb
                    /./?                   | /?
                    /./?%zz                | /?%zz
                    /a/..                  | /
                    """)
    void encodesTheNormalFormAgainWithTheQueryAsItCame(String raw, String forwarded) {
        Head request = head(raw);
        RequestPath path = new RequestPath();

        assertThat(path.of(request)).isEqualTo(Verdict.OK);
        assertThat(encoded(path, request)).isEqualTo(forwarded);
    }

    @Test
    void leavesANormalPathWhereItIs() {
        Head request = head("/a/b?c");
        RequestPath path = new RequestPath();

        path.of(request);

        assertThat(path.bytes()).isSameAs(request.bytes());
        assertThat(path.offset()).isEqualTo(request.pathOffset());
    }

    @Test
    void isUsedForOneRequestAfterTheOther() {
        RequestPath path = new RequestPath();
        path.of(head("/a/../" + "b".repeat(2_000)));
        assertThat(path.hadDotSegments()).isTrue();
        assertThat(path.length()).isEqualTo(2_001);

        path.of(head("/..."));
        assertThat(path.hadDotSegments()).isFalse();
        assertThat(text(path)).isEqualTo("/...");

        path.of(head("/%63"));
        assertThat(text(path)).isEqualTo("/c");
    }

    @Test
    void theNormalFormOfTheForwardedPathIsTheSame() {
        String[] pieces = {
            "/", "//", ".", "..", "a", "%2e", "%2E", "%2F", "%25", "%5C", "\\", "%41", "%", "%zz", "%00", "%20", "%3F",
            "?", "%C3%A9", "b"
        };
        Random random = new Random(11);
        int accepted = 0;
        for (int n = 0; n < 100_000; n++) {
            StringBuilder raw = new StringBuilder("/");
            for (int i = random.nextInt(8); i >= 0; i--) {
                raw.append(pieces[random.nextInt(pieces.length)]);
            }
            Head request = head(raw.toString());
            RequestPath path = new RequestPath();
            if (path.of(request) == Verdict.OK) {
                accepted++;
                String normal = text(path);
                assertThat(normal.endsWith("/") ? normal : normal + "/")
                        .as(raw.toString())
                        .doesNotContain("/./", "/../", "//");
                String forwarded = encoded(path, request);
                RequestPath again = new RequestPath();
                assertThat(again.of(head(forwarded))).as(raw.toString()).isEqualTo(Verdict.OK);
                assertThat(text(again)).as(raw.toString()).isEqualTo(normal);
                assertThat(again.hadDotSegments()).as(raw.toString()).isFalse();
            }
        }
        assertThat(accepted).isGreaterThan(10_000);
    }

    private static Head head(String target) {
        Head request = Heads.request("GET " + target + " HTTP/1.1", "Host: a");
        request.path(request.targetOffset(), request.targetLength());
        return request;
    }

    private static String text(RequestPath path) {
        return new String(path.bytes(), path.offset(), path.length(), StandardCharsets.ISO_8859_1);
    }

    private static String encoded(RequestPath path, Head request) {
        ByteScratch out = new ByteScratch(4);
        path.encodeWithQuery(request, out);
        return out.toString();
    }
}
