package io.lictor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.ByteScratch;
import io.lictor.http.RequestPath;
import io.lictor.http.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the path that came to the path that is asked for. */
final class PathRewriteTest {

    private final PathText text = new PathText();

    private static PathRewrite rewrite(String options) throws SpecException {
        return new PathRewrite(
                RouteParser.parse("/ service:s " + options, "test").options().rewrite(), "");
    }

    private Verdict apply(PathRewrite rewrite, String target, ByteScratch out) {
        FakeSubject subject = FakeSubject.get(target);
        RequestPath path = new RequestPath();
        assertThat(path.of(subject.request())).as(target).isEqualTo(Verdict.OK);
        return rewrite.apply(subject, path, text, out);
    }

    /** An expression of a tag, and a path that a client chose: neither may keep the loop, or go on as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"^/x/(a+)+! /y", "^/x/(a|b|ab)*$ /y"})
    void aRuleThatTakesTooLongMakesThePathABadOne(String rule) throws SpecException {
        PathRewrite rewrite = rewrite("rewrite=\"" + rule + "\"");
        for (String end : List.of("c", "%C3%BC")) {
            ByteScratch out = new ByteScratch(64);
            long begin = System.nanoTime();
            assertThat(apply(rewrite, "/x/" + "a".repeat(6_000) + end, out)).isEqualTo(Verdict.BAD_PATH);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        }
        // What came before spends nothing of the next one's.
        for (int n = 0; n < 1_000; n++) {
            assertThat(apply(rewrite, "/x/" + "a".repeat(200), new ByteScratch(64)))
                    .isEqualTo(Verdict.OK);
        }
    }

    @ParameterizedTest(name = "{0}: {1} becomes {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "strip=/sso | /sso | /",
                "strip=/sso | /sso/ | /",
                "strip=/sso/ | /sso/a | /a",
                "strip=/sso | /sso?a=/sso | /?a=/sso",
                "strip=/sso | /sso/a/b?c? | /a/b?c?",
                "strip=/sso | /ssox | /ssox",
                "strip=/sso | /sso%3Fx | /sso%3Fx",
                "strip=/sso | /sso%2Fx | /sso%2Fx",
                "strip=/sso | //sso//a | /a",
                "strip=/sso | /s%73o/a%20b%2Fc%25 | /a%20b%2Fc%25",
                "strip=/sso | /x/../sso/a | /a",
                "strip=/sso | /SSO/a | /SSO/a",
                "strip=/a/b | /a/b/c | /c",
                "prepend=/p | / | /p/",
                "prepend=/p/ | /a?b | /p/a?b",
                "strip=/sso prepend=/auth/v2 | /sso/a | /auth/v2/a",
                "strip=/sso prepend=/auth | /sso | /auth/",
                "'rewrite=\"^/a/(.*)$ /b/$1\"' | /a/x/y?q=1 | /b/x/y?q=1",
                "'rewrite=\"^/a/(.*)$ /b/$1\"' | /c/a/x | /c/a/x",
                "'rewrite=\"^/(\\w+)/(\\w+)$ /$2?id=$1\"' | /7/item?q=1 | /item?id=7&q=1",
                "'rewrite=\"^/(\\w+)$ /i?id=$1?\"' | /7?q=1 | /i?id=7",
                "'rewrite=\"^/old /new?\"' | /old/x?q=1 | /new",
                "'rewrite=\"^/(.*)$ $1\"' | /a/b | /a/b",
                "'rewrite=\"^/a(/.*)?$ /$1/x\"' | /a/b | /b/x",
                "'rewrite=\"^/a /m/$request_method/${arg_q}\"' | /a?q=1%20 | /m/GET/1%20?q=1%20",
                "'rewrite=\"^/(.*)$ /x?u=$1\"' | /a%3Fb%26%23 | /x?u=a%3Fb&%23",
                "'rewrite=\"^/(.)(.)$ /$2$1\"' | /%C3%A9%C3%B6 | /%C3%B6%C3%A9",
                "'rewrite=\"^/a /first\" rewrite=\"^/ /second\"' | /a | /first",
                "'rewrite=\"^/a /first\" rewrite=\"^/ /second\"' | /b | /second",
                "'strip=/sso prepend=/p rewrite=\"^/a$ /b\"' | /sso/a | /p/b",
            })
    void asksFor(String options, String target, String asked) throws Exception {
        ByteScratch out = new ByteScratch(1);

        assertThat(apply(rewrite(options), target, out)).isEqualTo(Verdict.OK);
        assertThat(out).hasToString(asked);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'rewrite=\"^/a/(.*)-(.*)$ /$1$2\"' | /a/.-.",
                "'rewrite=\"^/a/(.*)-(.*)$ /x/$1$2/y\"' | /a/.-.",
                "'rewrite=\"^/a/(.*)-(.*)$ /$1$2\"' | /a/-.",
                "'rewrite=\"^/a /$arg_p\"' | /a?p=../b",
                "'rewrite=\"^/a /$arg_p\"' | /a?p=%2e%2E/b",
                "'rewrite=\"^/a /$arg_p\"' | /a?p=..%2fb",
                "'rewrite=\"^/a /$arg_p\"' | /a?p=b%5c%252e.",
                "'rewrite=\"^/a/(.*)-(.*)$ /$1$2\"' | /a/x%2F.-.%2Fb",
            })
    void refusesADotSegmentThatAReplacementPutTogether(String options, String target) throws Exception {
        assertThat(apply(rewrite(options), target, new ByteScratch(1))).isEqualTo(Verdict.BAD_PATH);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a#b, /m/a%23b", "a b, /m/a%20b"})
    void escapesWhatAFieldBringsIntoAPathAndCannotStandThere(String field, String asked) throws Exception {
        FakeSubject subject = FakeSubject.request("GET /a HTTP/1.1", "Host: www.example", "X-Part: " + field);
        RequestPath path = new RequestPath();
        path.of(subject.request());
        ByteScratch out = new ByteScratch(1);

        rewrite("rewrite=\"^/a /m/$http_x_part\"").apply(subject, path, text, out);
        assertThat(out).hasToString(asked);
    }

    @Test
    void neverAsksForAnEmptyPathOrTwoSlashes() throws Exception {
        String[] pieces = {"/", "sso", "a", "%2F", "%20", ".", "..", "//", "?", "x"};
        PathRewrite[] rewrites = {
            rewrite("strip=/sso"),
            rewrite("strip=/sso/a prepend=/p"),
            rewrite("rewrite=\"^/(.*)/(.*)$ $2//$1/\""),
            rewrite("strip=/sso rewrite=\"(.*)a(.*) $1$2\" prepend=/p")
        };
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder target = new StringBuilder("/");
            for (int n = random.nextInt(8); n > 0; n--) {
                target.append(pieces[random.nextInt(pieces.length)]);
            }
            FakeSubject subject = FakeSubject.get(target.toString());
            RequestPath path = new RequestPath();
            if (path.of(subject.request()) != Verdict.OK) {
                continue;
            }
            ByteScratch out = new ByteScratch(8);
            if (rewrites[i % rewrites.length].apply(subject, path, text, out) == Verdict.OK) {
                String asked = out.toString().split("\\?", 2)[0];
                assertThat(asked).as(target.toString()).startsWith("/").doesNotContain("//", " ");
                assertThat((asked + "/").contains("/../") || (asked + "/").contains("/./"))
                        .as(target + " → " + asked)
                        .isFalse();
            }
        }
    }
}
