package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.HangingPort;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RawClient.Response;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of {@code docs/exchange-states.md} about what is left over when an exchange ends or goes elsewhere: a body, a
 * connection, a tunnel. Whole proxy, real loopback sockets, each transport.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class ExchangeEndingsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final FakeTicker ticker = new FakeTicker();

    ExchangeEndingsTest(Transport transport) {
        this.transport = transport;
    }

    private LictorBuilder builder(String route) {
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(1)
                .transport(transport)
                .observer(observed)
                .ticker(ticker)
                .route(route);
    }

    @Test
    void row16letsAClientThatIsRefusedReadTheAnswerThoughItSendsOn() throws Exception {
        try (Lictor lictor = builder("/ http://127.0.0.1:1").start();
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n" + "x".repeat(200_000));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.field("connection")).isEqualTo("close");
            client.send("x".repeat(200_000));
            assertThat(client.isClosedCleanly()).isTrue();
        }
        assertThat(observed.attempts()).isEmpty();
        assertThat(observed.exchanges()).containsExactly("400 POST / HTTP/1.1");
    }

    @Test
    void row17triesTheNextPeerWhenAResponseCannotBeReadAndThatIsListed() throws Exception {
        try (ScriptedPeer bad = ScriptedPeer.answeringRaw("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n");
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = builder(
                                "/ " + bad.target() + "," + good.target() + " proxy_next_upstream=error,invalid_header")
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(lictor.view().upstreams().get(0).peers().get(0).fails()).isEqualTo(1);
        }
        assertThat(observed.attempts()).containsExactly("invalid_response", "ok");
        assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1");
    }

    @Test
    void row21closesWithLingeringWhenTheRestOfTheRequestIsNotWorthReading() throws Exception {
        try (Lictor lictor = builder("/sso http://127.0.0.1:1").start();
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.field("connection")).isEqualTo("close");
            // It may go on sending for a while: no reset eats the answer.
            client.send("x".repeat(100_000));
            assertThat(client.isClosedCleanly()).isTrue();
        }
        assertThat(observed.exchanges()).containsExactly("404 POST /none HTTP/1.1");
    }

    @Test
    void row25sendsAllOfABodyThatIsKeptToTheNextPeerWhenOneDoesNotReadInTime() throws Exception {
        int size = 12 << 20;
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedPeer deaf = ScriptedPeer.start(connection -> {
                    connection.socket().setReceiveBufferSize(4096);
                    connection.readHead();
                    over.await();
                });
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = builder("/ " + deaf.target() + "," + good.target()
                                + " client_max_body_size=0 client_body_buffer_size=16m proxy_send_timeout=10s"
                                + " client_body_timeout=1d proxy_read_timeout=1d")
                        .memoryBudget(1L << 30)
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            Thread sender = new Thread(
                    () -> client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n")
                            .send("x".repeat(size)),
                    "sender");
            sender.start();
            Eventually.holds("asked", () -> deaf.connections() == 1);
            Eventually.holds("given up", () -> {
                ticker.advance(Duration.ofMillis(100));
                return !observed.attempts().isEmpty();
            });
            assertThat(client.read().status()).isEqualTo(200);
            sender.join();
            assertThat(good.requests().get(0).body()).hasSize(size);
            over.countDown();
        }
        assertThat(observed.attempts()).containsExactly("send_timeout", "ok");
        assertThat(observed.exchanges()).containsExactly("200 PUT / HTTP/1.1");
    }

    @Test
    void row27keepsAConnectionThatComesWhenItsClientIsGone() throws Exception {
        try (HangingPort port = new HangingPort();
                Lictor lictor = builder("/ " + port.target()).start()) {
            try (RawClient gone = RawClient.connect(lictor.port())) {
                gone.send("GET /gone HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds("a connection is being made", () -> port.beingMade() == 1);
                gone.reset();
            }
            Eventually.holds("noticed", () -> observed.exchanges().contains("499 GET /gone HTTP/1.1"));
            try (RawClient next = RawClient.connect(lictor.port());
                    ScriptedPeer peer = port.serve(connection -> {
                        while (connection.awaitRequest()) {
                            connection.send(OK);
                        }
                    })) {
                Eventually.holds("it has come", () -> peer.connections() == 1);
                Eventually.settle();
                assertThat(next.get("/next").status()).isEqualTo(200);
                assertThat(peer.connections()).isEqualTo(1);
                assertThat(peer.requests())
                        .extracting(ScriptedPeer.Request::requestLine)
                        .containsExactly("GET /next HTTP/1.1");
            }
            assertThat(lictor.view().upstreams().get(0).peers().get(0).fails()).isZero();
        }
        assertThat(observed.attempts()).containsExactly("abandoned", "ok");
    }

    @Test
    void row30cutsATunnelAtTheDeadlineOfTheDrain() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                    connection.awaitClose();
                    closed.countDown();
                });
                Lictor lictor = builder("/ " + peer.target())
                        .drainTimeout(Duration.ofMillis(300))
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                    .readHead();
            long began = System.nanoTime();
            lictor.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            assertThat(client.readToEnd()).isEmpty();
            closed.await();
        }
        assertThat(observed.attempts()).containsExactly("abandoned");
        assertThat(observed.exchanges()).containsExactly("101 GET / HTTP/1.1");
    }
}
