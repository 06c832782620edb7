package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.ListenerParser;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Routes that do not serve every client, on the wire. */
final class AccessTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private Lictor lictor(String listener, String... routes) throws Exception {
        LictorBuilder builder = Lictor.builder()
                .allocator(buffers)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenerParser.options(listener))
                .workers(1);
        for (String route : routes) {
            builder.route(route);
        }
        return builder.start();
    }

    private static int status(RawClient client, String path, String... fields) throws Exception {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n")
                .read()
                .status();
    }

    @Test
    void theFirstRuleThatHasTheClientDecides() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("in");
                Lictor lictor = lictor(
                        "",
                        "/in " + peer.target() + " deny=127.0.0.9 allow=127.0.0.0/8,::1 deny=all",
                        "/out " + peer.target() + " deny=127.0.0.0/8,::1",
                        "/other " + peer.target() + " deny=10.0.0.0/8");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(status(client, "/in")).isEqualTo(200);
            assertThat(status(client, "/out")).isEqualTo(403);
            assertThat(status(client, "/other")).as("the connection was kept").isEqualTo(200);
            assertThat(status(client, "/in", "X-Forwarded-For: 9.9.9.9"))
                    .as("nobody's word is taken")
                    .isEqualTo(200);
        }
    }

    /** Also before the route redirects, and before a body that is too large. */
    @Test
    void whomARouteDoesNotServeIsToldNothingElse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("in");
                Lictor lictor = lictor(
                        "",
                        "/moved redirect=301,/secret deny=all",
                        "/small " + peer.target() + " deny=all client_max_body_size=1");
                RawClient client = RawClient.connect(lictor.port())) {
            RawClient.Response moved =
                    client.send("GET /moved HTTP/1.1\r\nHost: a\r\n\r\n").read();
            assertThat(moved.status()).isEqualTo(403);
            assertThat(moved.toString()).doesNotContain("secret");
            assertThat(client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
                            .read()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void behindATrustedProxyItIsTheClientThatItTellsOf() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("in");
                Lictor lictor = lictor(
                        "set_real_ip_from=127.0.0.0/8,::1", "/ " + peer.target() + " allow=10.0.0.0/8 deny=all");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(status(client, "/", "X-Forwarded-For: 10.1.2.3")).isEqualTo(200);
            assertThat(status(client, "/", "X-Forwarded-For: 11.1.2.3")).isEqualTo(403);
            assertThat(status(client, "/")).as("the proxy itself").isEqualTo(403);
        }
    }

    @Test
    void everyForwardedAddressMustBeServedWhereTheRouteSaysSo() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("in");
                Lictor lictor =
                        lictor("", "/ " + peer.target() + " allow=127.0.0.0/8,::1 deny=all access_forwarded=on");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(status(client, "/")).isEqualTo(200);
            assertThat(status(client, "/", "X-Forwarded-For: 127.0.0.2")).isEqualTo(200);
            assertThat(status(client, "/", "X-Forwarded-For: 127.0.0.2, 9.9.9.9"))
                    .isEqualTo(403);
        }
    }
}
