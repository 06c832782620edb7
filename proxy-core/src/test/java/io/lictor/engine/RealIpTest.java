package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.ListenerParser;
import io.lictor.observe.CompletedExchange;
import io.lictor.observe.LoopObserver;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import io.lictor.testkit.ScriptedPeer.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behind a trusted proxy the client is who the proxy says, on the wire: whole proxy, real loopback sockets. */
final class RealIpTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final List<String> logged = new CopyOnWriteArrayList<>();

    private Lictor lictor(String listener, String route) throws Exception {
        return Lictor.builder()
                .allocator(buffers)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenerParser.options(listener))
                .workers(1)
                .observer(loop -> new LoopObserver() {
                    @Override
                    public void exchangeCompleted(CompletedExchange exchange) {
                        logged.add(new String(exchange.clientAddress(), StandardCharsets.US_ASCII));
                    }
                })
                .route(route)
                .start();
    }

    @Test
    void believesATrustedProxy() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor(
                        "set_real_ip_from=127.0.0.0/8,::1 real_ip_recursive=on",
                        "/ " + peer.target() + " proxy_set_header=X-Client:$remote_addr");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1, 127.0.0.5\r\n"
                            + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\nX-Real-IP: 9.9.9.9\r\n\r\n")
                    .read();
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

            Request told = peer.requests().get(0);
            assertThat(told.field("x-client")).isEqualTo("192.0.2.1");
            assertThat(told.field("x-real-ip")).isEqualTo("192.0.2.1");
            assertThat(told.field("x-forwarded-for")).isEqualTo("192.0.2.1, 127.0.0.5, 127.0.0.1");
            assertThat(told.field("x-forwarded-proto")).isEqualTo("https");
            assertThat(told.field("x-forwarded-host")).isEqualTo("b");
            assertThat(told.field("x-forwarded-port")).isEqualTo(String.valueOf(lictor.port()));
            assertThat(peer.requests().get(1).field("x-client")).isEqualTo("127.0.0.1");
            Eventually.holds("both are logged", () -> logged.equals(List.of("192.0.2.1", "127.0.0.1")));
        }
    }

    @Test
    void believesNobodyElse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor(
                        "set_real_ip_from=192.0.2.0/24 real_ip_header=X-Client",
                        "/ " + peer.target() + " proxy_set_header=X-Seen:$remote_addr");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Client: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
                    .read();

            assertThat(peer.requests().get(0).field("x-seen")).isEqualTo("127.0.0.1");
            assertThat(peer.requests().get(0).field("x-forwarded-for")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void readsTheFieldThatIsNamed() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor(
                        "set_real_ip_from=127.0.0.1 real_ip_header=X-Client",
                        "/ " + peer.target() + " proxy_set_header=X-Seen:$remote_addr");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Client: 192.0.2.1\r\n\r\n")
                    .read();

            assertThat(peer.requests().get(0).field("x-seen")).isEqualTo("192.0.2.1");
        }
    }

    @Test
    void ipHashSeesTheRealClient() throws Exception {
        try (ScriptedPeer a = ScriptedPeer.answering("a");
                ScriptedPeer b = ScriptedPeer.answering("b");
                Lictor lictor = lictor(
                        "set_real_ip_from=127.0.0.1", "/ " + a.target() + "," + b.target() + " balance=ip_hash");
                RawClient client = RawClient.connect(lictor.port())) {
            for (int i = 0; i < 32; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10." + i + ".0.1\r\n\r\n")
                        .read();
            }

            assertThat(a.requests()).isNotEmpty();
            assertThat(b.requests()).isNotEmpty();
        }
    }
}
