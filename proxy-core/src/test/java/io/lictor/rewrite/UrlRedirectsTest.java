package io.lictor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RewriteOptions;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.ByteScratch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a URL becomes, {@code www.example} having been asked by http; nothing where the request goes on. */
final class UrlRedirectsTest {

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/a | ^http://(.*) https://$1 308 | 308 https://www.example/a",
                "/a?b=/a | /a /c 302 | 302 http://www.example/c?b=/c",
                "/a/b | ^(.*)/a/(.*)$ $1/x/$2 301 | 301 http://www.example/x/b",
                "/a | (.*) $1/ 301 | 301 http://www.example/a/",
                "/a | ^https?://[^/]+/a$ /b 301 | 301 /b",
                "/a | ^https?://[^/]+/a$ $scheme://$host:8443/b 301 | 301 http://www.example:8443/b",
                "/a | ^http://(x)?www https://$1WWW 301 | 301 https://WWW.example/a",
                "/%7E%20a | /%7E /~ 301 | 301 http://www.example/~%20a",
                "/a | /b /c 301 | ''",
                "/a | ^http://www http://www 301 | ''",
                "/a | ^.*$ /a 301 | ''",
            })
    void leadsElsewhereAtTheSameHost(String target, String rule, String expected) throws SpecException {
        assertThat(apply(FakeSubject.get(target), rule)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a | ^http://www.example https://other.example 301",
                "/a | ^http://www.example https://www.example.org 301",
                "/a | ^http://www.example https://www.example@other.example 301",
                "/a | ^http://www.example https://www.example:x@other.example 301",
                "/a | ^http://www.example ftp://www.example 301",
                "/a | ^http://www.example https:///www.example 301",
                "/a | ^http://www.example other 301",
                "//other.example/ | ^http://www.example(.*)$ $1 301",
                "/other.example/ | ^http://www.example/(.*)$ https://$1 301",
                "/.org | ^http://www.example/(.*)$ https://www.example$1/ 301",
                "/x?u=https://other.example/ | ^.*u= ${is_args} 301",
            })
    void neverToAnother(String target, String rule) throws SpecException {
        assertThat(apply(FakeSubject.get(target), rule)).isEmpty();
    }

    @Test
    void theFirstThatLeadsElsewhereCounts() throws SpecException {
        UrlRedirects both = redirects("redirect_match=\"/a /a 301\" redirect_match=\"/a /b 302\"");
        ByteScratch out = new ByteScratch(64);
        assertThat(both.apply(FakeSubject.get("/a"), out)).isEqualTo(302);
        assertThat(out.toString()).isEqualTo("http://www.example/b");
    }

    @Test
    void whoTellsNoHostIsNotSentElsewhere() throws SpecException {
        assertThat(apply(FakeSubject.request("GET /a HTTP/1.0"), "^.*$ /b 301")).isEmpty();
        assertThat(apply(FakeSubject.request("OPTIONS * HTTP/1.1", "Host: h"), "^.*$ /b 301"))
                .isEmpty();
    }

    /** On an event loop, over what a client sent. */
    @Test
    void anExpressionThatTakesTooLongIsNotFound() throws SpecException {
        assertThat(apply(FakeSubject.get("/" + "a".repeat(60)), "(a+)+! /b 301"))
                .isEmpty();
        assertThat(apply(FakeSubject.get("/" + "ab".repeat(4_000)), "(a|b)*! /b 301"))
                .isEmpty();
    }

    @Test
    void aHostMayHaveAPort() throws SpecException {
        assertThat(apply(FakeSubject.request("GET /a HTTP/1.1", "Host: h:81"), "^http://h:81 https://h 301"))
                .isEqualTo("301 https://h/a");
        assertThat(apply(FakeSubject.request("GET /a HTTP/1.1", "Host: [::1]:81"), ":81 :82 301"))
                .isEqualTo("301 http://[::1]:82/a");
        assertThat(apply(FakeSubject.request("GET /a HTTP/1.1", "Host: [::1]"), "::1 ::2 301"))
                .isEmpty();
    }

    private static String apply(FakeSubject subject, String rule) throws SpecException {
        ByteScratch out = new ByteScratch(64);
        int status = redirects("redirect_match=\"" + rule.replace("\\", "\\\\") + "\"")
                .apply(subject, out);
        assertThat(out.isEmpty()).isEqualTo(status == 0);
        return status == 0 ? "" : status + " " + out;
    }

    private static UrlRedirects redirects(String options) throws SpecException {
        RewriteOptions read =
                RouteParser.parse("/ service:s " + options, "test").options().rewrite();
        return new UrlRedirects(read, "");
    }
}
