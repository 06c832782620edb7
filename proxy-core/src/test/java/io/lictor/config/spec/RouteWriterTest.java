package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteSpec;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read as what it was, for every option there is. */
class RouteWriterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sso service:a weight=3 max_fails=2 fail_timeout=1500ms down max_conns=7 backup slow_start=3s drain",
                "a.b/sso service:a balance=hash:header:x-y:consistent keepalive=1 keepalive_requests=5 keepalive_timeout=3s keepalive_time=9s",
                "*.b=/sso service:a retry_budget=off queue=5 queue_timeout=1s max_connecting=3",
                "a.* /sso service:a retry_budget=7% balance=sticky:c,expires=1h,secure",
                "/ service:a health_check=/h?x=1 health_check_interval=1s health_check_jitter=2s health_check_timeout=3s"
                        + " health_check_fails=2 health_check_passes=3 health_check_port=81 health_check_match=\"200-204,300,body~a b\"",
                "/ service:a health_check=tcp max_ejection=5% panic=on drain_timeout=4s",
                "/ service:a proxy_connect_timeout=1s proxy_send_timeout=2s proxy_read_timeout=3s proxy_next_upstream=off",
                "/ service:a proxy_next_upstream=http_502,non_idempotent proxy_next_upstream_tries=2 proxy_next_upstream_timeout=5s",
                "/ service:a client_max_body_size=0 client_body_timeout=2s send_timeout=3s client_body_buffer_size=1k upgrade=off",
                "/ service:a upgrade=websocket,foo/2 match=prefix priority=-3",
                "/ service:a proxy_set_header=\"X-A: $host \\\\ \\\"b\\\"\" proxy_set_header=X-B: proxy_hide_header=X-C",
                "/ service:a add_header=X-A:$status add_header_always=\"X-B:a b\" host=upstream forwarded=on via=on",
                "/ service:a strip=/a prepend=/b rewrite=\"^/(.*)$ /x/$1?y\" host=a.b:81",
                "/ service:a proxy_redirect=off proxy_cookie_path=off proxy_cookie_domain=off",
                "/ service:a method=GET,HEAD header=X-A header=\"x-b:c d\" query=e:~f.* query=g client=10.0.0.0/8,fd00::/8",
                "/ service:a deny=10.0.0.1 allow=10.0.0.0/8,fd00::/8 deny=all access_forwarded=on",
                "/ redirect=307,https://$host$request_uri",
                "/ service:a redirect_match=\"^(.*)/\\\\w+$ ${1}/ 308\" redirect_match=\"a b 301\"",
                "/ return=404",
                "/ service:a proxy_ssl=on proxy_ssl_verify=off proxy_ssl_name=b.c proxy_ssl_server_name=off"
                        + " proxy_ssl_certificate=/c.pem proxy_ssl_certificate_key=\"/k e y.pem\" proxy_ssl_protocols=TLSv1.3",
                "/ https://a.b:443 proxy_ssl_trusted_certificate=/ca.pem filters=one,two",
                "~ \"^/a b\" service:a",
                "a.b ~* \\.png$ service:a",
            })
    void isReadAsWhatItWas(String text) throws SpecException {
        RouteSpec route = RouteParser.parse(text.replace(".* /", ".*/"), "x");
        String target = route.target().toString().equals("-") ? "" : " " + route.target();
        String written = RouteWriter.match(route) + target + " " + String.join(" ", RouteWriter.options(route));
        RouteSpec read = RouteParser.parse(written, "x");
        assertThat(new Object[] {
                    read.key(),
                    read.target(),
                    read.options(),
                    read.peerOptions(),
                    read.upstreamOptions(),
                    read.priority()
                })
                .as(written)
                .containsExactly(
                        route.key(),
                        route.target(),
                        route.options(),
                        route.peerOptions(),
                        route.upstreamOptions(),
                        route.priority());
    }

    /** They are part of an upstream's name, so what a target says by its scheme is written too. */
    @Test
    void writesTheOptionsOfAnUpstreamWithoutItsTarget() throws SpecException {
        RouteSpec route = RouteParser.parse("/ https://a.b:443 weight=2 keepalive=1 proxy_read_timeout=1s", "x");
        assertThat(RouteWriter.upstream(route.peerOptions(), route.upstreamOptions()))
                .containsExactly("weight=2", "keepalive=1", "proxy_ssl=on");
        RouteSpec service = RouteParser.parse("/ service:a proxy_ssl=on keepalive=1 weight=2", "x");
        assertThat(RouteWriter.upstream(service.peerOptions(), service.upstreamOptions()))
                .containsExactly("weight=2", "keepalive=1", "proxy_ssl=on");
        RouteSpec plain = RouteParser.parse("/ service:a match=prefix", "x");
        assertThat(RouteWriter.upstream(plain.peerOptions(), plain.upstreamOptions()))
                .isEmpty();
    }

    static Stream<Option> options() {
        return Stream.of(Option.values()).filter(o -> o.scope() != Option.Scope.LISTENER);
    }

    /** Who adds an option adds it to a line above, and so to the writer. */
    @ParameterizedTest
    @MethodSource("options")
    void everyOptionIsInALineAbove(Option option) throws NoSuchMethodException {
        ValueSource lines = Objects.requireNonNull(RouteWriterTest.class
                .getDeclaredMethod("isReadAsWhatItWas", String.class)
                .getAnnotation(ValueSource.class));
        assertThat(lines.strings()).anyMatch(line -> (line + " ").matches(".* " + option.directive() + "[= ].*"));
    }
}
