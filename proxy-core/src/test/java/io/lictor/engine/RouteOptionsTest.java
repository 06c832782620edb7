package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.ListenerParser;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What options of a route's upstream do to connections, and how long a refused client lingers: on the wire. */
final class RouteOptionsTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final RecordingObserver observed = new RecordingObserver();
    private final FakeTicker ticker = new FakeTicker();

    private Lictor lictor(String route, String listener) throws Exception {
        return Lictor.builder()
                .allocator(buffers)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenerParser.options(listener))
                .workers(1)
                .ticker(ticker)
                .observer(observed)
                .route(route)
                .start();
    }

    @Test
    void keepaliveBoundsTheIdleConnectionsToAPeer() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target() + " keepalive=0", "");
                RawClient client = RawClient.connect(lictor.port())) {
            client.get("/");
            client.get("/");
            client.get("/");

            assertThat(peer.connections()).isEqualTo(3);
        }
    }

    @Test
    void keepaliveRequestsEndsAConnectionToAPeer() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target() + " keepalive_requests=2", "");
                RawClient client = RawClient.connect(lictor.port())) {
            for (int i = 0; i < 5; i++) {
                client.get("/");
            }

            assertThat(peer.connections()).isEqualTo(3);
        }
    }

    @Test
    void keepaliveTimeoutEndsAnIdleConnectionToAPeer() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target() + " keepalive_timeout=5s", "");
                RawClient client = RawClient.connect(lictor.port())) {
            client.get("/");
            ticker.advance(Duration.ofSeconds(4));
            client.get("/");
            assertThat(peer.connections()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(6));
            Eventually.settle();
            client.get("/");
            assertThat(peer.connections()).isEqualTo(2);
        }
    }

    @Test
    void proxyConnectTimeoutEndsAnAttempt() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Lictor lictor = lictor("/ http://127.0.0.1:" + full.getLocalPort() + " proxy_connect_timeout=3s", "");
                RawClient client = RawClient.connect(lictor.port())) {
            // Nobody accepts: when the queue is full the system answers no connection any more.
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
                waiting.add(channel);
            }
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("the attempt given up", () -> {
                ticker.advance(Duration.ofSeconds(1));
                return !observed.attempts().isEmpty();
            });

            assertThat(observed.attempts()).containsExactly("connect_timeout");
            assertThat(client.read().status()).isEqualTo(504);
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void lingeringTimeoutEndsARefusedClientThatPauses() throws Exception {
        try (Lictor lictor = lictor("/ return=404", "lingering_timeout=2s");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET /\u0001 HTTP/1.1\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(observed.clients()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(1));
            Eventually.settle();
            assertThat(observed.clients()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(2));
            Eventually.holds("the client cut", () -> observed.clients() == 0);
        }
    }

    @Test
    void lingeringTimeEndsARefusedClient() throws Exception {
        try (Lictor lictor = lictor("/ return=404", "lingering_time=3s lingering_timeout=1h");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET /\u0001 HTTP/1.1\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            ticker.advance(Duration.ofSeconds(2));
            Eventually.settle();
            client.send("more");
            Eventually.settle();
            assertThat(observed.clients()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(2));
            Eventually.holds("the client cut", () -> observed.clients() == 0);
        }
    }
}
