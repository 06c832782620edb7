package io.lictor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RewriteOptions;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.ByteScratch;
import io.lictor.http.Forwarding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What variables are, and that no value can end its line. */
public final class ValueTest {

    private static String of(String template, FakeSubject subject) throws SpecException {
        return of(template, subject, Value.Place.FIELD);
    }

    private static String of(String template, FakeSubject subject, Value.Place place) throws SpecException {
        RewriteOptions options = RouteParser.parse("a.example/x service:s add_header=\"X:" + template + "\"", "test")
                .options()
                .rewrite();
        ByteScratch out = new ByteScratch(1);
        Value.of(options.addedFields().get(0).value(), "a.example").write(subject, place, out);
        return out.toString();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "$host | www.example",
                "$http_host | WWW.Example.:8080",
                "$remote_addr | 192.0.2.7",
                "$remote_port | 50000",
                "$request_uri | /a%20b/../c?x=1&Y=%32&y=3&empty=",
                "$uri | /c",
                "$args | x=1&Y=%32&y=3&empty=",
                "/a$is_args$args | /a?x=1&Y=%32&y=3&empty=",
                "$arg_x | 1",
                "$arg_y | %32",
                "<$arg_empty$arg_none> | <>",
                "$http_x_team | red, blue",
                "$http_cookie | a=1; b=2; c=3",
                "$cookie_b | 2",
                "<$cookie_none$http_none> | <>",
                "$scheme | http",
                "$server_port | 8080",
                "$server_name | a.example",
                "$request_method | PATCH",
                "$request_id | 00112233445566778899aabbccddeeff",
                "$proxy_add_x_forwarded_for | 192.0.2.7",
                "$proxy_host | 10.0.0.1:8001",
                "$upstream_addr | 10.0.0.1:8001",
                "$upstream_http_server | peer/1",
                "$status | 204",
                "a${host}b$status. | awww.exampleb204.",
            })
    void hasItsVariablesValue(String template, String value) throws Exception {
        FakeSubject subject = FakeSubject.request(
                        "PATCH /a%20b/../c?x=1&Y=%32&y=3&empty= HTTP/1.1",
                        "Host: WWW.Example.:8080",
                        "X-Team: red",
                        "X_Team: forged",
                        "Cookie: a=1; b=2",
                        "x-team: blue",
                        "Cookie: c=3",
                        "X-Forwarded-For: 1.1.1.1")
                .answered("HTTP/1.1 204 No Content", "Server: peer/1");

        assertThat(of(template, subject)).isEqualTo(value);
    }

    @Test
    void tellsTheClientBehindATrustedProxyAndNoPort() throws Exception {
        FakeSubject subject = FakeSubject.request(
                        "GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 2.2.2.2")
                .behind(new Forwarding("192.0.2.7", 50_000, "http", 80, true), "1.1.1.1");

        assertThat(of("$remote_addr <$remote_port> $proxy_add_x_forwarded_for", subject))
                .isEqualTo("1.1.1.1 <> 1.1.1.1, 2.2.2.2, 192.0.2.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2001:db8::1]:8080", "[2001:db8::1]"})
    void hasTheHostOfAnIpv6AddressInItsBrackets(String host) throws Exception {
        assertThat(of("$host", FakeSubject.request("GET / HTTP/1.1", "Host: " + host)))
                .isEqualTo("[2001:db8::1]");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/a%0d%0aX-Evil:%201", "/a%0D%0A%0D%0A<html>", "/%01%7f%1b", "/a%0aX:%20b/../%0dc"})
    void noVariableEndsALineOrPutsAControlCharacter(String target) throws Exception {
        String value = of("$uri|$request_uri|$args|$arg_a", FakeSubject.get(target));

        assertThat(value.chars()).allMatch(c -> c >= ' ' && c != 0x7f);
        assertThat(of("$uri", FakeSubject.get("/a%0d%0aX-Evil:%201"))).isEqualTo("/a%0D%0AX-Evil: 1");
    }

    @Test
    void whatStandsInAUrlIsEncodedForIt() throws Exception {
        assertThat(of("$uri", FakeSubject.get("/a%20b%3Fc%23d%22"), Value.Place.URI))
                .isEqualTo("/a%20b%3Fc%23d%22");
        FakeSubject subject = FakeSubject.request("GET / HTTP/1.1", "Host: a", "X-Next: a b\"<\u00e9");
        assertThat(of("$http_x_next", subject, Value.Place.URI)).isEqualTo("a%20b%22%3C%E9");
    }
}
