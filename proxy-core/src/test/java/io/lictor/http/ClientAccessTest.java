package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.RouteParser;
import io.lictor.testkit.Heads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which clients {@code allow} and {@code deny} let in. */
final class ClientAccessTest {

    private static ClientAccess access(String words) throws Exception {
        return ClientAccess.of(RouteParser.parse("/ http://127.0.0.1:1 " + words, "test")
                .options()
                .access());
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "deny=10.0.0.1 | 10.0.0.1 | false",
                "deny=10.0.0.1 | 10.0.0.2 | true",
                "deny=10.0.0.0/30 | 10.0.0.3 | false",
                "deny=10.0.0.0/30 | 10.0.0.4 | true",
                "deny=10.0.0.1 | ::ffff:10.0.0.1 | false",
                "deny=10.0.0.1,fd00::/8 | fd12::1 | false",
                "deny=10.0.0.1,fd00::/8 | fe80::1 | true",
                "allow=10.0.0.0/8 deny=all | 10.9.9.9 | true",
                "allow=10.0.0.0/8 deny=all | 11.0.0.1 | false",
                "allow=10.0.0.0/8 deny=all | ::1 | false",
                "deny=10.0.0.1 allow=10.0.0.0/8 deny=all | 10.0.0.1 | false",
                "deny=10.0.0.1 allow=10.0.0.0/8 deny=all | 10.0.0.2 | true",
                "allow=10.0.0.0/8 deny=10.0.0.1 | 10.0.0.1 | true",
                "allow=all deny=10.0.0.1 | 10.0.0.1 | true",
                "deny=all | 10.0.0.1 | false",
                "deny=10.0.0.1 | what is no address | false",
                "allow=all deny=10.0.0.1 | '' | false",
            })
    void theFirstRuleThatHasTheAddressDecides(String words, String client, boolean served) throws Exception {
        assertThat(access(words).serves(Heads.request("GET / HTTP/1.1"), Ascii.bytes(client)))
                .isEqualTo(served);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 10.1.1.1 | true",
                "X-Forwarded-For: 10.1.1.1:4000, 10.2.2.2 | true",
                "X-Forwarded-For: 10.1.1.1, 11.1.1.1 | false",
                "x-forwarded-for: 11.1.1.1,10.1.1.1 | false",
                "X-Forwarded-For: unknown | false",
                "X-Forwarded-For: 10.1.1.1,, 10.1.1.2 | false",
                "X-Forwarded-For: | true",
                "X-Real-IP: 11.1.1.1 | true",
            })
    void eachForwardedAddressIsAskedWhereTheRouteSaysSo(String field, boolean served) throws Exception {
        Head head = Heads.request("GET / HTTP/1.1", "X-Forwarded-For: 10.0.0.9", field);
        byte[] client = Ascii.bytes("10.0.0.1");
        assertThat(access("allow=10.0.0.0/8 deny=all access_forwarded=on").serves(head, client))
                .isEqualTo(served);
        assertThat(access("allow=10.0.0.0/8 deny=all").serves(head, client)).isTrue();
    }

    @Test
    void aRouteWithoutRulesServesEverybody() throws Exception {
        assertThat(access("")).isSameAs(ClientAccess.ALL);
        assertThat(ClientAccess.ALL.serves(Heads.request("GET / HTTP/1.1"), Ascii.bytes("unix:")))
                .isTrue();
    }
}
