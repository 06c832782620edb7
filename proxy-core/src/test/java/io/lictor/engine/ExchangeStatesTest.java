package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RawClient.Response;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.RefusingPort;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can happen to an exchange, row by row of {@code docs/exchange-states.md}: whole proxy, real loopback sockets, each
 * transport. Deadlines come by a clock that is turned by hand.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class ExchangeStatesTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final FakeTicker ticker = new FakeTicker();

    ExchangeStatesTest(Transport transport) {
        this.transport = transport;
    }

    private Lictor lictor(String route) throws StartException {
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(1)
                .transport(transport)
                .observer(observed)
                .ticker(ticker)
                .route(route)
                .start();
    }

    /** Turns the clock until {@code what} is there. */
    private void advanceUntil(String what, Duration step, BooleanSupplier there) {
        Eventually.holds(what, () -> {
            ticker.advance(step);
            return there.getAsBoolean();
        });
    }

    @Test
    void row01triesTheNextPeerWhenConnectingIsRefusedForEveryMethod() throws Exception {
        try (RefusingPort bad = new RefusingPort();
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + bad.target() + "," + good.target());
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
                    .read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(good.requests().get(0).body()).isEqualTo("body");
        }
        assertThat(observed.attempts()).containsExactly("connect_failed", "ok");
        assertThat(observed.exchanges()).containsExactly("200 POST / HTTP/1.1");
        assertThat(observed.ejections()).containsExactly("ejected");
    }

    @Test
    void row01answers502WhenEveryPeerRefuses() throws Exception {
        try (RefusingPort a = new RefusingPort();
                RefusingPort b = new RefusingPort();
                Lictor lictor = lictor("/ " + a.target() + "," + b.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(502);
            // Both are out now: no attempt is made, and the answer is the same.
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(observed.attempts()).containsExactly("connect_failed", "connect_failed");
        }
    }

    @Test
    void row02retriesOnAnotherConnectionWhenAKeptOneWasClosed() throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    if (served.incrementAndGet() == 1) {
                        // Reads the next request, and closes without a word: as a peer whose keepalive just ran out.
                        connection.readHead();
                        return;
                    }
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(peer.connections()).isEqualTo(2);
            assertThat(lictor.view().upstreams().get(0).peers().get(0).fails()).isZero();
        }
        assertThat(observed.attempts()).containsExactly("ok", "stale_connection", "ok");
        assertThat(observed.exchanges()).hasSize(2).containsOnly("200 GET / HTTP/1.1");
    }

    @Test
    void row02doesNotRepeatAPostOnAKeptConnectionThatWasClosed() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    connection.readRequest();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
            String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
            assertThat(client.send(post).read().status()).isEqualTo(502);
            assertThat(peer.requests()).hasSize(2);
            assertThat(lictor.view().upstreams().get(0).peers().get(0).failures())
                    .isZero();
        }
        assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1", "502 POST / HTTP/1.1");
    }

    @Test
    void row03triesTheNextPeerWhenAFreshConnectionIsResetBeforeTheResponse() throws Exception {
        try (ScriptedPeer bad = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.reset();
                });
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + bad.target() + "," + good.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String put = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
            assertThat(client.send(put).read().status()).isEqualTo(200);
            assertThat(good.requests().get(0).body()).isEqualTo("body");
        }
        assertThat(observed.attempts()).containsExactly("closed_before_response", "ok");
        assertThat(observed.exchanges()).containsExactly("200 PUT / HTTP/1.1");
    }

    @Test
    void row03doesNotRepeatAPostThatWasSent() throws Exception {
        try (ScriptedPeer bad = ScriptedPeer.start(connection -> connection.readRequest());
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + bad.target() + "," + good.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
            assertThat(client.send(post).read().status()).isEqualTo(502);
            assertThat(good.requests()).isEmpty();
        }
        assertThat(observed.attempts()).containsExactly("closed_before_response");
        assertThat(observed.exchanges()).containsExactly("502 POST / HTTP/1.1");
    }

    @Test
    void row03doesNotRepeatABodyThatIsNoLongerKept() throws Exception {
        try (ScriptedPeer bad = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.readBytes(3000);
                });
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + bad.target() + "," + good.target() + " client_body_buffer_size=1k");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000\r\n\r\n" + "x".repeat(3000));
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(good.requests()).isEmpty();
        }
        assertThat(observed.attempts()).containsExactly("closed_before_response");
        assertThat(observed.exchanges()).containsExactly("502 PUT / HTTP/1.1");
    }

    @Test
    void row04triesTheNextPeerWhenNoResponseComesInTime() throws Exception {
        try (ScriptedPeer silent = ScriptedPeer.start(ScriptedPeer.Connection::awaitClose);
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + silent.target() + "," + good.target() + " proxy_read_timeout=5s");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("request at the silent peer", () -> silent.connections() == 1);
            // In small steps: the next peer must not be late before it was asked.
            advanceUntil("the next peer is asked", Duration.ofMillis(50), () -> good.connections() == 1);
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(observed.attempts()).containsExactly("read_timeout", "ok");
        assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1");
    }

    @Test
    void row04answers504WhenTheOnlyPeerIsSilent() throws Exception {
        try (ScriptedPeer silent = ScriptedPeer.start(ScriptedPeer.Connection::awaitClose);
                Lictor lictor = lictor("/ " + silent.target() + " proxy_read_timeout=5s");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("request at the silent peer", () -> silent.connections() == 1);
            advanceUntil(
                    "the exchange ends",
                    Duration.ofSeconds(1),
                    () -> !observed.exchanges().isEmpty());
            assertThat(client.read().status()).isEqualTo(504);
        }
        assertThat(observed.attempts()).containsExactly("read_timeout");
        assertThat(observed.exchanges()).containsExactly("504 GET / HTTP/1.1");
    }

    @Test
    void row04countsTheReadTimeoutFromTheEndOfTheRequest() throws Exception {
        AtomicInteger received = new AtomicInteger(-1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    for (int i = 0; i < 4; i++) {
                        received.set(i);
                        connection.readByte();
                    }
                    connection.send(OK);
                });
                Lictor lictor = lictor("/ " + peer.target() + " proxy_read_timeout=5s");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                int before = i;
                Eventually.holds("all before has passed", () -> received.get() == before);
                // Slower than the peer may be, and not slower than a client may be.
                ticker.advance(Duration.ofSeconds(30));
                Eventually.settle();
                client.send("x");
            }
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(observed.attempts()).containsExactly("ok");
        assertThat(observed.exchanges()).containsExactly("200 PUT / HTTP/1.1");
    }

    @Test
    void row05dropsAListedStatusAndPassesTheLastOneThroughUncounted() throws Exception {
        try (ScriptedPeer a = ScriptedPeer.answeringRaw("HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\na");
                ScriptedPeer b = ScriptedPeer.answeringRaw("HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\nb");
                Lictor lictor = lictor("/ " + a.target() + "," + b.target() + " proxy_next_upstream=error,http_503");
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).isEqualTo("b");
            assertThat(lictor.view().upstreams().get(0).peers().get(0).fails()).isEqualTo(1);
            assertThat(lictor.view().upstreams().get(0).peers().get(1).fails()).isZero();
        }
        assertThat(observed.attempts()).containsExactly("listed_status", "ok");
        assertThat(observed.exchanges()).containsExactly("503 GET / HTTP/1.1");
    }

    @Test
    void row06cutsTheClientWhenThePeerClosesInsideABody() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String all = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readToEnd();
            assertThat(all).contains("Content-Length: 10").endsWith("half");
        }
        assertThat(observed.attempts()).containsExactly("broken_response");
        assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1");
    }

    @Test
    void row06cutsTheClientWhenThePeerClosesBetweenChunks() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String all = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readToEnd();
            assertThat(all).endsWith("4\r\nhalf\r\n").doesNotContain("0\r\n\r\n");
        }
        assertThat(observed.attempts()).containsExactly("broken_response");
        assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1");
    }

    @Test
    void row08passesAnEarlyResponseAndLetsTheClientReadIt() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 No\r\nContent-Length: 5\r\n\r\nearly");
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=0");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("early");
            assertThat(response.field("connection")).isEqualTo("close");
            // It may go on sending for a while: no reset eats the answer.
            client.send("x".repeat(100_000));
            assertThat(client.isClosedCleanly()).isTrue();
        }
        assertThat(observed.attempts()).containsExactly("ok");
        assertThat(observed.exchanges()).containsExactly("413 POST / HTTP/1.1");
    }

    @Test
    void row09abortsWhenTheClientGoesAway() throws Exception {
        CountDownLatch peerSawClose = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                    peerSawClose.countDown();
                });
                Lictor lictor = lictor("/ " + peer.target())) {
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds("request at the peer", () -> !peer.requests().isEmpty());
            }
            peerSawClose.await();
            Eventually.holds("logged as 499", () -> observed.exchanges().contains("499 GET / HTTP/1.1"));
            assertThat(lictor.view().upstreams().get(0).peers().get(0).inFlight())
                    .isZero();
        }
        assertThat(observed.attempts()).containsExactly("abandoned");
    }

    @Test
    void row12cutsAClientThatDoesNotReadInTime() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                    connection.send(new byte[100_000_000]);
                });
                Lictor lictor = lictor("/ " + peer.target() + " proxy_read_timeout=1d");
                RawClient client = RawClient.connect(lictor.port(), 64 << 10)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            advanceUntil("cut", Duration.ofSeconds(5), () -> observed.clients() == 0);
            assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1");
        }
        assertThat(observed.attempts()).containsExactly("abandoned");
    }

    @Test
    void row14passesAnInterimResponseAndWaitsForTheFinalOne() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(
                        "HTTP/1.1 100 Continue\r\n\r\n"
                                + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            for (int i = 0; i < 2; i++) {
                Response hints = client.get("/");
                assertThat(hints.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("ok");
            }
            String all = client.send("GET / HTTP/1.0\r\n\r\n").readToEnd();
            assertThat(all).startsWith("HTTP/1.1 200").doesNotContain("103");
        }
        assertThat(observed.attempts()).hasSize(3).containsOnly("ok");
        assertThat(observed.exchanges()).hasSize(3);
    }

    @Test
    void row14endsAFloodOfInterimResponsesAsABadResponse() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\n\r\n";
        try (ScriptedPeer most = ScriptedPeer.answeringRaw(hints.repeat(32) + OK);
                ScriptedPeer endless = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    while (true) {
                        connection.send(hints.repeat(10));
                    }
                });
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .transport(transport)
                        .observer(observed)
                        .route("/most " + most.target())
                        .route("/endless " + endless.target())
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET /most HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(lastOf(client)).isEqualTo(200);
            client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(lastOf(client)).isEqualTo(502);
        }
        assertThat(observed.attempts()).containsExactly("ok", "invalid_response");
    }

    /** The status of the next final response. */
    private static int lastOf(RawClient client) {
        int status = client.read().status();
        while (status < 200) {
            status = client.read().status();
        }
        return status;
    }

    @Test
    void row15passesATunnelAsItIsBehindAResponseInChunks() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
                    connection.readRequest();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: upgrade\r\n\r\nhello");
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + " upgrade=websocket");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(new String(client.readBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
        }
    }

    @Test
    void row15passesBytesBothWaysAfterAnUpgradeAndEndsEachWayAlone() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    String head = connection.readHead();
                    assertThat(head).contains("Connection: Upgrade\r\nUpgrade: websocket\r\n");
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                            + "Upgrade: WebSocket\r\nSec-WebSocket-Accept: x\r\n\r\nfirst");
                    assertThat(connection.readBytes(5)).asString().isEqualTo("early");
                    assertThat(connection.readBytes(4)).asString().isEqualTo("ping");
                    connection.send("pong");
                    // The client said that nothing follows; this way still passes.
                    assertThat(connection.readByte()).isEqualTo(-1);
                    connection.send("last");
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\nearly");
            String head = client.readHead();
            assertThat(head)
                    .startsWith("HTTP/1.1 101 ")
                    .contains("Connection: Upgrade\r\nUpgrade: WebSocket\r\n")
                    .contains("Sec-WebSocket-Accept: x");
            assertThat(client.readBytes(5)).asString().isEqualTo("first");
            client.send("ping");
            assertThat(client.readBytes(4)).asString().isEqualTo("pong");
            client.socket().shutdownOutput();
            assertThat(client.readToEnd()).isEqualTo("last");
            Eventually.holds("observed", () -> observed.exchanges().equals(List.of("101 GET / HTTP/1.1")));
        }
        assertThat(observed.attempts()).hasSize(1);
    }

    @Test
    void row15doesNotSwitchToWhatTheRouteDoesNotAllow() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAA\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(peer.requests().get(0).head())
                    .doesNotContainIgnoringCase("upgrade")
                    .doesNotContainIgnoringCase("http2");
        }
    }

    @Test
    void row15takesA101ThatNobodyAskedForAsABadResponse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(502);
        }
        assertThat(observed.attempts()).containsExactly("invalid_response");
    }

    @Test
    void row30cutsATunnelThatIsIdle() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                    .readHead();
            advanceUntil(
                    "cut", Duration.ofSeconds(5), () -> !observed.exchanges().isEmpty());
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void row30cutsATunnelOfWhichOneSideHasEndedWhenTheOtherIsIdle() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                    connection.awaitClose();
                    ended.countDown();
                    never.await();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                    .readHead();
            client.socket().shutdownOutput();
            ended.await();
            advanceUntil(
                    "cut", Duration.ofSeconds(5), () -> !observed.exchanges().isEmpty());
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void row30cutsATunnelWhenOneSideResets() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                    connection.awaitClose();
                    closed.countDown();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                    .readHead();
            client.reset();
            closed.await();
            Eventually.holds("observed", () -> observed.exchanges().equals(List.of("101 GET / HTTP/1.1")));
        }
        assertThat(observed.attempts()).containsExactly("abandoned");
    }

    @Test
    void row16refusesAMalformedRequestAndCloses() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
            Response response = client.read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.field("connection")).isEqualTo("close");
            assertThat(client.isClosedCleanly()).isTrue();
            assertThat(peer.requests()).isEmpty();
        }
        assertThat(observed.exchanges()).hasSize(1);
    }

    @Test
    void row16refusesABrokenChunk() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.isClosedCleanly()).isTrue();
            assertThat(peer.requests()).isEmpty();
        }
        assertThat(observed.attempts()).containsExactly("abandoned");
        assertThat(observed.exchanges()).containsExactly("400 POST / HTTP/1.1");
    }

    @Test
    void row17answers502ForAResponseThatCannotBeRead() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(
                        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + "Content-Length: 2\r\n\r\nab");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(502);
            // The client's connection is kept: nothing was wrong with it.
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(peer.connections()).isEqualTo(2);
        }
        assertThat(observed.attempts()).containsExactly("invalid_response", "invalid_response");
        assertThat(observed.exchanges()).hasSize(2).containsOnly("502 GET / HTTP/1.1");
    }

    @Test
    void row18doesNotKeepAConnectionThatThePeerEnds() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            for (int i = 0; i < 3; i++) {
                Response response = client.get("/");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.hasField("connection")).isFalse();
            }
            assertThat(peer.connections()).isEqualTo(3);
        }
        assertThat(observed.attempts()).hasSize(3).containsOnly("ok");
        assertThat(observed.exchanges()).hasSize(3).containsOnly("200 GET / HTTP/1.1");
    }

    @Test
    void row18closesWhenTheClientAsksForIt() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String all = client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readToEnd();
            assertThat(all).contains("Connection: close").endsWith("ok");
            assertThat(peer.requests().get(0).hasField("connection")).isFalse();
        }
    }

    @Test
    void row19tellsItsClientsToCloseWhileItDrains() throws Exception {
        CountDownLatch draining = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
            connection.readRequest();
            draining.await();
            connection.send(OK);
            connection.awaitClose();
        })) {
            Lictor lictor = Lictor.builder()
                    .allocator(buffers)
                    .listen(0)
                    .workers(1)
                    .transport(transport)
                    .observer(observed)
                    .drainTimeout(Duration.ofSeconds(10))
                    .route("/ " + peer.target())
                    .start();
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds("request at the peer", () -> !peer.requests().isEmpty());
                int port = lictor.port();
                Thread closer = new Thread(lictor::close, "closer");
                closer.start();
                Eventually.holds("refuses new connections", () -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return false;
                    } catch (IOException e) {
                        return true;
                    }
                });
                draining.countDown();
                Response response = client.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.field("connection")).isEqualTo("close");
                closer.join();
            }
        }
    }

    @Test
    void row20letsAnExchangeEndAtARetiredPeerAndDropsItsConnection() throws Exception {
        CountDownLatch retired = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    retired.await();
                    connection.send(OK);
                    connection.awaitClose();
                    closed.countDown();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("request at the peer", () -> !peer.requests().isEmpty());
            lictor.apply(DesiredState.EMPTY);
            retired.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            closed.await();
            assertThat(client.get("/").status()).isEqualTo(404);
        }
        assertThat(observed.attempts()).containsExactly("ok");
    }

    @Test
    void row21answers404WithoutARouteAndKeepsTheConnection() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/sso " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/ssox").status()).isEqualTo(404);
            String post = "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n";
            client.send(post);
            assertThat(client.read().status()).isEqualTo(404);
            assertThat(client.send("body").get("/sso").status()).isEqualTo(200);
        }
        assertThat(observed.attempts()).containsExactly("ok");
        assertThat(observed.exchanges())
                .containsExactly("404 GET /ssox HTTP/1.1", "404 POST /none HTTP/1.1", "200 GET /sso HTTP/1.1");
    }

    @Test
    void row22cutsAClientThatDoesNotFinishItsHead() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHo");
            Eventually.holds("connected", () -> observed.clients() == 1);
            advanceUntil("cut", Duration.ofSeconds(5), () -> observed.clients() == 0);
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(observed.exchanges()).hasSize(1).allMatch(exchange -> exchange.startsWith("408 "));
    }

    @Test
    void row22cutsAClientThatDoesNotFinishItsBody() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            Eventually.holds("request at the peer", () -> peer.connections() == 1);
            advanceUntil(
                    "logged", Duration.ofSeconds(5), () -> !observed.exchanges().isEmpty());
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(observed.exchanges()).containsExactly("408 POST / HTTP/1.1");
        assertThat(observed.attempts()).containsExactly("abandoned");
    }

    @Test
    void closesAnIdleConnectionAfterKeepaliveTimeout() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
            advanceUntil("closed", Duration.ofSeconds(5), () -> observed.clients() == 0);
            assertThat(client.isClosedCleanly()).isTrue();
        }
        assertThat(observed.exchanges()).hasSize(1);
    }

    @Test
    void row23answers413ForADeclaredBodyThatIsTooLarge() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=1k");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(5000));
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.isClosedCleanly()).isTrue();
            assertThat(peer.connections()).isZero();
        }
        assertThat(observed.attempts()).isEmpty();
        assertThat(observed.exchanges()).containsExactly("413 POST / HTTP/1.1");
    }

    @Test
    void row23answers413ForChunksThatGrowTooLarge() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=1k");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + "x".repeat(1000));
            client.send("\r\n3e8\r\n" + "x".repeat(1000) + "\r\n");
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.isClosedCleanly()).isTrue();
            assertThat(peer.requests()).isEmpty();
        }
        assertThat(observed.attempts()).containsExactly("abandoned");
        assertThat(observed.exchanges()).containsExactly("413 POST / HTTP/1.1");
    }

    @Test
    void row24cutsWhenAResponseStallsInItsBody() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            client.readBytes(4);
            advanceUntil(
                    "cut", Duration.ofSeconds(5), () -> !observed.exchanges().isEmpty());
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(observed.attempts()).containsExactly("broken_response");
        assertThat(observed.exchanges()).containsExactly("200 GET / HTTP/1.1");
    }

    @Test
    void row24givesAPeerThatIsNotReadFromAllTheTimeItsClientNeeds() throws Exception {
        int length = 32 << 20;
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
                    for (int i = 0; i < length / 65536; i++) {
                        connection.send(new byte[65536]);
                    }
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + " send_timeout=1d proxy_read_timeout=60s");
                RawClient client = RawClient.connect(lictor.port(), 16 << 10)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            Eventually.holds("the proxy stands still", () -> {
                long held = buffers.liveBytes();
                Eventually.settle();
                return held > 0 && buffers.liveBytes() == held;
            });
            ticker.advance(Duration.ofMinutes(2));
            Eventually.settle();

            assertThat(client.readBytes(length)).hasSize(length);
        }
        assertThat(observed.attempts()).containsExactly("ok");
    }

    @Test
    void row25answers504WhenTheOnlyPeerDoesNotReadInTime() throws Exception {
        try (ScriptedPeer deaf = ScriptedPeer.start(connection -> {
                    connection.socket().setReceiveBufferSize(4096);
                    connection.readHead();
                    Thread.currentThread().join();
                });
                Lictor lictor = lictor("/ " + deaf.target() + " client_max_body_size=0 proxy_read_timeout=1d");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
            Thread sender = new Thread(() -> {
                try {
                    client.send(new byte[100_000_000]);
                } catch (UncheckedIOException e) {
                    // Cut while sending, as is expected.
                }
            });
            sender.start();
            Eventually.holds("connected", () -> deaf.connections() == 1);
            // In small steps, so that the lingering close that follows is not over before it began.
            advanceUntil(
                    "given up",
                    Duration.ofMillis(100),
                    () -> !observed.attempts().isEmpty());
            assertThat(client.read().status()).isEqualTo(504);
            client.close();
            sender.join();
        }
        assertThat(observed.attempts()).containsExactly("send_timeout");
    }

    @Test
    void row26readsAnAnswerThatCameBeforeThePeerStoppedReading() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
                    // Closing with unread bytes resets the connection: the proxy's next write fails.
                });
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=0");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(20_000));
            assertThat(client.read().status()).isEqualTo(403);
        }
        assertThat(observed.exchanges()).hasSize(1);
        assertThat(observed.attempts()).containsExactly("ok");
    }
}
