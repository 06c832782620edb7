package io.lictor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.http.Ascii;
import io.lictor.http.Forwarding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AskedUrlTest {

    @ParameterizedTest(name = "{0} is what {1}{2} asks for: {3}")
    @CsvSource({
        "http://www.example/a, www.example, /a, true",
        "HTTP://WWW.example/a, www.EXAMPLE, /a, true",
        "http://www.example:80/a, www.example, /a, true",
        "http://www.example/a, www.example:80, /a, true",
        "http://www.example:8080/a, www.example, /a, false",
        "http://www.example:443/a, www.example, /a, false",
        "http://www.example:8080/a?b, www.example:8080, /a?b, true",
        "http://www.example/a?b, www.example, /a, false",
        "http://www.example/a, www.example, /a?b, false",
        "http://www.example/A, www.example, /a, false",
        "http://www.example, www.example, /, true",
        "http://www.example, www.example, /a, false",
        "http://www.example?b, www.example, /?b, false",
        "http://www.example.org/a, www.example, /a, false",
        "https://www.example/a, www.example, /a, false",
        "http:/www.example/a, www.example, /a, false",
        "http, www.example, /a, false",
        "/a, www.example, /a, true",
        "/a/, www.example, /a, false",
        "a, www.example, /a, false",
    })
    void isTheSameSchemeHostPathAndQuery(String url, String host, String target, boolean same) {
        assertThat(is(FakeSubject.request("GET " + target + " HTTP/1.1", "Host: " + host), url))
                .isEqualTo(same);
    }

    @Test
    void behindATrustedProxyTheSchemeIsAsItTells() {
        Forwarding trusted = new Forwarding("10.0.0.1", 1, "http", 80, true);
        String[] lines = {"GET /a HTTP/1.1", "Host: h:443", "X-Forwarded-Proto: https"};

        assertThat(is(FakeSubject.request(lines).behind(trusted, "192.0.2.1"), "https://h/a"))
                .isTrue();
        assertThat(is(FakeSubject.request(lines).behind(trusted, "192.0.2.1"), "http://h/a"))
                .isFalse();
        assertThat(is(FakeSubject.request(lines), "https://h/a"))
                .as("a client's own word")
                .isFalse();
    }

    private static boolean is(FakeSubject subject, String url) {
        return AskedUrl.is(subject, Ascii.bytes("x" + url), 1, url.length() + 1);
    }
}
