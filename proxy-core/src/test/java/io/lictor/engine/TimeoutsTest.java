package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.ListenerParser;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.HangingPort;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.RefusingPort;
import io.lictor.testkit.ScriptedPeer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each timeout with a value of its own: nothing happens before it is over, whatever it begins anew with makes it longer, and
 * then it is over at once. Whole proxy, real loopback sockets; the clock is turned by hand.
 */
final class TimeoutsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String UPGRADE =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

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
    void clientHeaderTimeoutIsForTheWholeHead() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), "client_header_timeout=10s");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\n");
            Eventually.holds("connected", () -> observed.clients() == 1);
            for (int second = 3; second <= 9; second += 3) {
                pass(3);
                assertThat(observed.clients()).isEqualTo(1);
                client.send("X-A: b\r\n");
            }
            pass(2);
            assertThat(client.isClosedCleanly()).isTrue();
        }
        assertThat(observed.exchanges()).containsExactly("408 GET / HTTP/1.1");
        assertThat(observed.attempts()).isEmpty();
    }

    @Test
    void clientBodyTimeoutIsBetweenTwoReads() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    while (connection.readByte() >= 0) {
                        received.incrementAndGet();
                    }
                });
                Lictor lictor = lictor("/ " + peer.target(), "client_body_timeout=10s");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
            for (int i = 1; i <= 3; i++) {
                int sent = i;
                client.send("x");
                Eventually.holds("it has passed", () -> received.get() == sent);
                pass(9);
                assertThat(observed.exchanges()).isEmpty();
            }
            pass(2);
            assertThat(client.isClosedCleanly()).isTrue();
        }
        assertThat(observed.exchanges()).containsExactly("408 POST / HTTP/1.1");
    }

    @Test
    void sendTimeoutIsBetweenTwoWritesToAClient() throws Exception {
        int size = 48 << 20;
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    connection.send(new byte[size]);
                });
                Lictor lictor = lictor("/ " + peer.target() + " proxy_read_timeout=1h", "send_timeout=10s");
                RawClient client = RawClient.connect(lictor.port(), 16 << 10)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            for (int i = 0; i < 3; i++) {
                assertThat(client.readBytes(8 << 20)).hasSize(8 << 20);
                standsStill();
                pass(9);
                assertThat(observed.clients()).isEqualTo(1);
            }
            pass(2);
            Eventually.holds("cut", () -> observed.clients() == 0);
        }
        assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1");
    }

    @Test
    void keepaliveTimeoutIsBetweenTwoRequests() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), "keepalive_timeout=10s");
                RawClient client = RawClient.connect(lictor.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
                pass(9);
                assertThat(observed.clients()).isEqualTo(1);
            }
            pass(2);
            assertThat(client.isClosedCleanly()).isTrue();
        }
        assertThat(observed.exchanges()).hasSize(3);
    }

    @Test
    void proxyConnectTimeoutIsForOneAttempt() throws Exception {
        try (HangingPort port = new HangingPort();
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + port.target() + "," + good.target() + " proxy_connect_timeout=10s", "");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("a connection is being made", () -> port.beingMade() == 1);
            pass(9);
            assertThat(observed.attempts()).isEmpty();
            pass(2);
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(observed.attempts()).containsExactly("connect_timeout", "ok");
    }

    @Test
    void proxySendTimeoutIsBetweenTwoWritesToAPeer() throws Exception {
        Semaphore reads = new Semaphore(0);
        Semaphore taken = new Semaphore(0);
        int size = 100_000_000;
        try (ScriptedPeer slow = ScriptedPeer.start(connection -> {
                    connection.socket().setReceiveBufferSize(16 << 10);
                    connection.readHead();
                    while (true) {
                        reads.acquire();
                        connection.readBytes(8 << 20);
                        taken.release();
                    }
                });
                Lictor lictor = lictor("/ " + slow.target() + " client_max_body_size=0 proxy_send_timeout=10s", "");
                RawClient client = RawClient.connect(lictor.port())) {
            Thread sender = new Thread(() -> sendQuietly(client, size), "sender");
            sender.start();
            for (int i = 0; i < 3; i++) {
                standsStill();
                pass(9);
                assertThat(observed.attempts()).isEmpty();
                reads.release();
                assertThat(taken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            }
            standsStill();
            pass(9);
            assertThat(observed.attempts()).isEmpty();
            pass(2);
            Eventually.holds("given up", () -> !observed.attempts().isEmpty());
            assertThat(client.read().status()).isEqualTo(504);
            client.close();
            sender.join();
        }
        assertThat(observed.attempts()).containsExactly("send_timeout");
    }

    @Test
    void proxyReadTimeoutIsForTheHeadOfAResponse() throws Exception {
        try (ScriptedPeer silent = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + silent.target() + " proxy_read_timeout=10s", "");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("asked", () -> silent.requests().size() == 1);
            pass(9);
            assertThat(observed.attempts()).isEmpty();
            pass(2);
            assertThat(client.read().status()).isEqualTo(504);
        }
        assertThat(observed.attempts()).containsExactly("read_timeout");
    }

    @Test
    void proxyReadTimeoutIsBetweenTwoReadsOfABody() throws Exception {
        Semaphore pieces = new Semaphore(0);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                    while (true) {
                        pieces.acquire();
                        connection.send("x");
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + " proxy_read_timeout=10s", "");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            for (int i = 0; i < 3; i++) {
                pass(9);
                pieces.release();
                assertThat(client.readBytes(1)).asString().isEqualTo("x");
            }
            pass(9);
            assertThat(observed.exchanges()).isEmpty();
            pass(2);
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(observed.attempts()).containsExactly("broken_response");
    }

    @Test
    void proxyReadTimeoutEndsATunnelInWhichNothingPassesEitherWay() throws Exception {
        Semaphore passed = new Semaphore(0);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                    while (connection.readByte() >= 0) {
                        passed.release();
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + " proxy_read_timeout=10s", "");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send(UPGRADE).readHead();
            for (int i = 0; i < 3; i++) {
                pass(9);
                client.send("x");
                passed.acquire();
            }
            pass(9);
            assertThat(observed.exchanges()).isEmpty();
            pass(2);
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(observed.exchanges()).containsExactly("101 GET / HTTP/1.1");
    }

    @Test
    void proxyNextUpstreamTimeoutEndsTheTries() throws Exception {
        try (ScriptedPeer silent = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                });
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor(
                        "/ " + silent.target() + "," + good.target()
                                + " proxy_read_timeout=10s proxy_next_upstream_timeout=5s",
                        "");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("asked", () -> silent.requests().size() == 1);
            pass(11);
            assertThat(client.read().status()).isEqualTo(504);
            assertThat(good.connections()).isZero();
        }
    }

    @Test
    void proxyNextUpstreamTriesEndsTheTries() throws Exception {
        try (RefusingPort a = new RefusingPort();
                RefusingPort b = new RefusingPort();
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor(
                        "/ " + a.target() + "," + b.target() + "," + good.target() + " proxy_next_upstream_tries=2",
                        "");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(good.connections()).isZero();
        }
        assertThat(observed.attempts()).containsExactly("connect_failed", "connect_failed");
    }

    /** Lets the loop arm what it is about to, turns the clock, and lets what is due happen. */
    private void pass(int seconds) {
        Eventually.settle();
        ticker.advance(Duration.ofSeconds(seconds));
        Eventually.settle();
    }

    /** Waits until nobody takes any more of a body: a moment of the same is not enough, a stream that flows may have it. */
    private void standsStill() {
        BooleanSupplier steady = () -> {
            long held = buffers.liveBytes();
            for (int i = 0; i < 5 && held > 0; i++) {
                Eventually.settle();
                if (buffers.liveBytes() != held) {
                    return false;
                }
            }
            return held > 0;
        };
        Eventually.holds("the proxy stands still", steady);
    }

    private static void sendQuietly(RawClient client, int size) {
        try {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            client.send(new byte[size]);
        } catch (UncheckedIOException e) {
            // Cut while sending, as is expected.
        }
    }
}
