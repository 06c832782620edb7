package io.lictor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.Forwarding;
import io.lictor.http.HeadEdits;
import org.junit.jupiter.api.Test;

/** The fields of requests as a route has them. */
final class RequestRulesTest {

    private final HeadEdits edits = new HeadEdits();

    private static RouteRules rules(String options) throws SpecException {
        return RouteRules.of(
                RouteParser.parse("/ service:s " + options, "test").options().rewrite(), "", Via.random());
    }

    @Test
    void setsFieldsInThePlaceOfTheClients() throws Exception {
        rules("proxy_set_header=\"X-Team: $host blue\" proxy_set_header=X-Real-IP:1 proxy_set_header=Accept:")
                .editRequest(
                        FakeSubject.request("GET / HTTP/1.1", "Host: a", "x-team: red", "X-Other: 1", "X-Team: green"),
                        edits);

        assertThat(edits.lines()).hasToString("X-Team: a blue\r\nX-Real-IP: 1\r\n");
        assertThat(edits.removes(1)).isTrue();
        assertThat(edits.removes(2)).isFalse();
        assertThat(edits.removes(3)).isTrue();
        assertThat(edits.names()).isEqualTo(FieldName.bit(FieldName.X_REAL_IP) | FieldName.bit(FieldName.ACCEPT));
    }

    @Test
    void tellsThePrefixThatWasStripped() throws Exception {
        RouteRules rules = rules("strip=/sso");

        rules.editRequest(FakeSubject.get("/sso/a").stripped(), edits);
        assertThat(edits.lines()).hasToString("X-Forwarded-Prefix: /sso\r\n");
        assertThat(edits.removesName(FieldName.X_FORWARDED_PREFIX)).isTrue();

        rules.editRequest(FakeSubject.get("/ssox"), edits);
        assertThat(edits.lines()).hasToString("");
    }

    @Test
    void saysForwardedOfTheClient() throws Exception {
        rules("forwarded=on").editRequest(FakeSubject.get("/"), edits);
        assertThat(edits.lines()).hasToString("Forwarded: for=192.0.2.7;host=www.example;proto=http\r\n");

        rules("forwarded=on")
                .editRequest(
                        FakeSubject.request("GET / HTTP/1.1", "Host: a:81", "Forwarded: for=1.1.1.1", "forwarded: by=b")
                                .behind(new Forwarding("2001:db8::1", 1, "https", 443, true), "1.1.1.1"),
                        edits);
        assertThat(edits.lines())
                .hasToString("Forwarded: for=1.1.1.1, by=b, for=\"[2001:db8::1]\";host=\"a:81\";proto=https\r\n");
    }

    @Test
    void knowsARequestThatComesBack() throws Exception {
        RouteRules rules = rules("via=on");
        rules.editRequest(FakeSubject.get("/"), edits);
        String via = edits.lines().toString().strip();

        assertThat(via).matches("Via: 1\\.1 lictor-[0-9a-f]{8}");
        assertThat(rules.answer(FakeSubject.get("/"), new ByteScratch(64))).isZero();
        assertThat(rules.answer(
                        FakeSubject.request("GET / HTTP/1.1", "Host: a", "Via: 1.1 x", via + ", 1.0 y"),
                        new ByteScratch(64)))
                .isEqualTo(508);
        assertThat(rules("via=on").answer(FakeSubject.request("GET / HTTP/1.1", "Host: a", via), new ByteScratch(64)))
                .isZero();
    }
}
