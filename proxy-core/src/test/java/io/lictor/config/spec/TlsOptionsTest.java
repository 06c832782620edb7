package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lictor.config.Address;
import io.lictor.config.PeerTls;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code https://} and {@code proxy_ssl_*} in the route grammar. */
final class TlsOptionsTest {

    private static final List<String> BOTH = List.of("TLSv1.2", "TLSv1.3");

    private static PeerTls tls(String route) throws SpecException {
        return RouteParser.parse(route, "test").upstreamOptions().tls();
    }

    @Test
    void readsATargetByHttps() throws SpecException {
        RouteSpec route = RouteParser.parse("/ https://a.test,https://10.0.0.1:8443", "test");
        Target.Static target =
                new Target.Static(List.of(new Address("a.test", 443), new Address("10.0.0.1", 8443)), true);
        assertThat(route.target()).isEqualTo(target).hasToString("https://a.test:443,https://10.0.0.1:8443");
        assertThat(route.upstreamOptions().tls()).isEqualTo(new PeerTls(true, true, "", true, "", "", "", BOTH));
        assertThat(tls("/ http://a.test")).isEqualTo(PeerTls.OFF);
    }

    @Test
    void aServiceOrTagIsAskedByTlsWhereTheRouteSaysSo() throws SpecException {
        assertThat(tls("/ service:a proxy_ssl=on").on()).isTrue();
        assertThat(tls("/ tag:a proxy_ssl=off")).isEqualTo(PeerTls.OFF);
        assertThat(RouteParser.parseDeclared("/ proxy_ssl=on proxy_ssl_name=A.test", "s", "test")
                        .upstreamOptions()
                        .tls()
                        .name())
                .isEqualTo("a.test");
    }

    @Test
    void readsEveryOption() throws SpecException {
        assertThat(tls("/ https://a proxy_ssl_name=b.test proxy_ssl_server_name=off"
                        + " proxy_ssl_trusted_certificate=/ca.pem proxy_ssl_certificate=/c.pem"
                        + " proxy_ssl_certificate_key=/k.pem proxy_ssl_protocols=TLSv1.3,TLSv1.2"))
                .isEqualTo(new PeerTls(true, true, "b.test", false, "/ca.pem", "/c.pem", "/k.pem", BOTH));
        assertThat(tls("/ https://a proxy_ssl_verify=off").verify()).isFalse();
        assertThat(tls("/ https://a proxy_ssl_protocols=TLSv1.3").protocols()).containsExactly("TLSv1.3");
    }

    @Test
    void anUnnamedPeerHasTheNameItWasWrittenWith() throws SpecException {
        assertThat(tls("/ https://a.test").of("a.test").name()).isEqualTo("a.test");
        assertThat(tls("/ https://a.test proxy_ssl_name=b.test").of("a.test").name())
                .isEqualTo("b.test");
        assertThat(PeerTls.OFF.of("a.test")).isEqualTo(PeerTls.OFF);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "proxy_ssl_verify=off",
                "proxy_ssl_trusted_certificate=/ca.pem",
                "proxy_ssl_certificate=/c.pem",
                "proxy_ssl_certificate_key=/k.pem",
            })
    void aServiceDoesNotSayWhomToTrust(String option) {
        assertThatThrownBy(() -> RouteParser.parseDeclared("/ proxy_ssl=on " + option, "s", "test"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("only an operator sets it");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("https://a proxy_ssl=on", "proxy_ssl: given beside addresses"),
                arguments("http://a proxy_ssl_name=b", "proxy_ssl_name: given without TLS"),
                arguments("service:a proxy_ssl_verify=off", "proxy_ssl_verify: given without TLS"),
                arguments("service:a proxy_ssl=yes", "proxy_ssl: \"yes\" (expected: on or off)"),
                arguments("https://a proxy_ssl_name=a_b", "proxy_ssl_name: \"a_b\" (expected: a host name"),
                arguments("https://a proxy_ssl_protocols=TLSv1.1", "proxy_ssl_protocols: \"TLSv1.1\" (expected: "),
                arguments("https://a proxy_ssl_certificate=/c", "proxy_ssl_certificate: given without its key"),
                arguments("https://a proxy_ssl_certificate_key=/c", "proxy_ssl_certificate: given without its key"),
                arguments("https://a proxy_ssl_trusted_certificate=", "proxy_ssl_trusted_certificate: \"\""),
                arguments(
                        "https://a proxy_ssl_verify=off proxy_ssl_trusted_certificate=/c",
                        "proxy_ssl_trusted_certificate: given with proxy_ssl_verify=off"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void saysWhatWasExpected(String rest, String message) {
        assertThatThrownBy(() -> RouteParser.parse("/ " + rest, "test"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(message);
    }
}
