package io.lictor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Locations, cookies and fields of responses, as the client sees them. */
final class ResponseRulesTest {

    private static RouteRules rules(String options) throws SpecException {
        return RouteRules.of(
                RouteParser.parse("/ service:s " + options, "test").options().rewrite(), "", Via.random());
    }

    /** The fields of the edited response, the kept ones first. */
    private static List<String> edited(String options, FakeSubject subject) throws SpecException {
        RouteRules rules = rules(options);
        Head response = subject.response();
        HeadEdits edits = new HeadEdits();
        if (rules.concernResponse(response)) {
            rules.editResponse(subject, edits);
        }
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < response.fieldCount(); i++) {
            if (!edits.removes(i) && !edits.removesName(response.number(i))) {
                fields.add(response.text(response.lineStart(i), response.lineEnd(i) - response.lineStart(i))
                        .strip());
            }
        }
        if (!edits.lines().isEmpty()) {
            fields.addAll(List.of(edits.lines().toString().split("\r\n")));
        }
        return fields;
    }

    private static FakeSubject answered(String... fields) {
        List<String> lines = new ArrayList<>(List.of("HTTP/1.1 302 Found"));
        lines.addAll(List.of(fields));
        return FakeSubject.get("/sso/x").peer("10.0.0.1:80").answered(lines.toArray(new String[0]));
    }

    @ParameterizedTest(name = "[{0}] {1} is told as {2}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "'' | http://10.0.0.1:80/a?b#c | /a?b#c",
                "'' | http://10.0.0.1/a | /a",
                "'' | http://10.0.0.1 | /",
                "'' | http://10.0.0.1?q | /?q",
                "'' | HTTP://10.0.0.1/a | /a",
                "'' | https://10.0.0.1/a | https://10.0.0.1/a",
                "'' | http://10.0.0.1:8080/a | http://10.0.0.1:8080/a",
                "'' | http://10.0.0.12/a | http://10.0.0.12/a",
                "'' | http://other.example/a | http://other.example/a",
                "'' | http://www.example/a | http://www.example/a",
                "'' | /a | /a",
                "'' | a | a",
                "proxy_redirect=off | http://10.0.0.1/a | http://10.0.0.1/a",
                "strip=/sso | /a | /sso/a",
                "strip=/sso | / | /sso/",
                "strip=/sso | /?q | /sso/?q",
                "strip=/sso | //other.example/a | //other.example/a",
                "strip=/sso | /sso/a | /sso/a",
                "strip=/sso | /ssox | /sso/ssox",
                "strip=/sso | a/b | a/b",
                "strip=/sso | http://www.example/a | http://www.example/sso/a",
                "strip=/sso | https://WWW.example | https://WWW.example/sso/",
                "strip=/sso | http://10.0.0.1/a | /sso/a",
                "strip=/sso | http://other.example/a | http://other.example/a",
                "strip=/sso proxy_redirect=off | /a | /a",
                "prepend=/p | /p/a | /a",
                "prepend=/p | /p | /",
                "prepend=/p | /px | /px",
                "prepend=/p | http://10.0.0.1/p?q | /?q",
                "prepend=/p | http://10.0.0.1/q | http://10.0.0.1/q",
                "strip=/sso prepend=/p | /p/a | /sso/a",
                "strip=/sso prepend=/p | /sso/a | /sso/a",
                "host=intern.example | http://intern.example/a | /a",
                "host=intern.example:81 | http://intern.example:81/a | /a",
            })
    void tellsALocationAsTheClientSeesIt(String options, String location, String told) throws Exception {
        assertThat(edited(options, answered("Location: " + location))).containsExactly("Location: " + told);
        assertThat(edited(options, answered("Refresh: 5; URL=" + location))).containsExactly("Refresh: 5; URL=" + told);
    }

    @Test
    void leavesARefreshWithoutAUrl() throws Exception {
        assertThat(edited("strip=/sso", answered("Refresh: 5"))).containsExactly("Refresh: 5");
    }

    @ParameterizedTest(name = "[{0}] {1} is told as {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "strip=/sso | a=/x; Path=/; HttpOnly | a=/x; Path=/sso; HttpOnly",
                "strip=/sso | a=1;path=/b/;Secure | a=1;path=/sso/b/;Secure",
                "strip=/sso | a=1; Path=/sso/b | a=1; Path=/sso/b",
                "strip=/sso | a=1 | a=1",
                "strip=/sso | path=/ | path=/",
                "strip=/sso | a=1; Path | a=1; Path",
                "strip=/sso | a=1; Path= | a=1; Path=",
                "strip=/sso | a=1; Path=x | a=1; Path=x",
                "strip=/sso proxy_cookie_path=off | a=1; Path=/ | a=1; Path=/",
                "strip=/sso prepend=/p | a=1; Path=/p | a=1; Path=/sso",
                "strip=/sso prepend=/p | a=1; Path=/p/ | a=1; Path=/sso/",
                "strip=/sso prepend=/p | a=1; Path=/q | a=1; Path=/q",
                "prepend=/p | a=1; Path=/p | a=1; Path=/",
                "host=intern.example:81 | a=1; Domain=intern.example; Path=/ | a=1; Domain=www.example; Path=/",
                "host=intern.example | a=1; domain=.Intern.Example | a=1; domain=www.example",
                "host=intern.example | a=1; Domain=example | a=1; Domain=example",
                "host=intern.example proxy_cookie_domain=off | a=1; Domain=intern.example | a=1; Domain=intern.example",
                "'' | a=1; Path=/; Domain=intern.example | a=1; Path=/; Domain=intern.example",
            })
    void tellsACookieAsTheClientSeesIt(String options, String cookie, String told) throws Exception {
        assertThat(edited(options, answered("Set-Cookie: " + cookie, "Set-Cookie: b=2")))
                .containsExactlyInAnyOrder("Set-Cookie: " + told, "Set-Cookie: b=2");
    }

    @Test
    void hidesFieldsWithoutRegardToCase() throws Exception {
        assertThat(edited(
                        "proxy_hide_header=X-Powered-By proxy_hide_header=server proxy_hide_header=Location",
                        answered("x-powered-by: a", "Server: b", "X-Powered-By: c", "X-Kept: d", "Location: /e")))
                .containsExactly("X-Kept: d");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 206, 301, 302, 303, 304, 307, 308})
    void addsFieldsToTheStatusesThatNginxDoes(int status) throws Exception {
        assertThat(edited("add_header=X-A:$status", FakeSubject.get("/").answered("HTTP/1.1 " + status + " x")))
                .containsExactly("X-A: " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 205, 300, 305, 400, 404, 500, 502})
    void addsFieldsToOtherStatusesOnlyAlways(int status) throws Exception {
        assertThat(edited(
                        "add_header=X-A:1 add_header_always=X-B:2",
                        FakeSubject.get("/").answered("HTTP/1.1 " + status + " x")))
                .containsExactly("X-B: 2");
    }

    @Test
    void addsNothingForAnEmptyValue() throws Exception {
        assertThat(edited("add_header=X-A:$arg_none add_header=X-B:", answered("X-C: 1")))
                .containsExactly("X-C: 1");
    }

    @Test
    void concernsNoResponseThatLeadsNowhere() throws Exception {
        Head plain = answered("Content-Type: text/html", "Set-Cookie: a=1").response();

        assertThat(rules("").concernResponse(plain)).isFalse();
        assertThat(rules("").changeRequests()).isFalse();
        assertThat(rules("strip=/a proxy_cookie_path=off").concernResponse(plain))
                .isFalse();
    }

    @ParameterizedTest(name = "{0} leads to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/new | /new",
                "https://$host$request_uri | https://www.example//evil.example/a%20b?x",
                "$request_uri | /evil.example/a%20b?x",
                "/$uri | /evil.example/a%20b",
                "/\\x | /x",
            })
    void aRedirectStaysWithItsHost(String url, String location) throws Exception {
        HeadEdits edits = new HeadEdits();

        rules("redirect=302," + url)
                .editAnswer(FakeSubject.get("//evil.example/a%20b?x").status(302), edits);

        assertThat(edits.lines()).hasToString("Location: " + location + "\r\n");
    }
}
