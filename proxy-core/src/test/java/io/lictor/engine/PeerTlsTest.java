package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.testkit.Certificates;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers by TLS, and row 31 of {@code docs/exchange-states.md}: whole proxy, real loopback sockets, each transport. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class PeerTlsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int LARGE = 2 << 20;
    private static final int BLOCK = 64 << 10;

    /** As of a plain peer, and what TLS has not read or written yet of its records. */
    private static final int HELD_AT_MOST = 768 << 10;

    @TempDir
    private static Path folder;

    private static Certificates certificates;
    private static X509Bundle local;
    private static String trust;

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final FakeTicker ticker = new FakeTicker();

    PeerTlsTest(Transport transport) {
        this.transport = transport;
    }

    @BeforeAll
    static void makeCertificates() {
        certificates = new Certificates(folder);
        local = certificates.local();
        trust = " proxy_ssl_trusted_certificate=" + certificates.authorityFile();
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

    private static ScriptedPeer peer(ScriptedPeer.Script script) {
        return ScriptedPeer.startTls(certificates.server(local), script);
    }

    private static ScriptedPeer answering(X509Bundle certificate, Consumer<SSLSocket> before) {
        return ScriptedPeer.startTls(certificates.server(certificate), connection -> {
            before.accept(connection.tls());
            while (connection.awaitRequest()) {
                connection.send(OK);
            }
        });
    }

    private void advanceUntil(String what, Duration step, BooleanSupplier there) {
        Eventually.holds(what, () -> {
            ticker.advance(step);
            return there.getAsBoolean();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void asksByTlsAndKeepsTheConnection(String protocol) throws Exception {
        Queue<String> spoken = new ConcurrentLinkedQueue<>();
        try (ScriptedPeer peer = peer(connection -> {
                    while (connection.awaitRequest()) {
                        spoken.add(connection.tls().getSession().getProtocol());
                        connection.send(OK);
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + trust + " proxy_ssl_protocols=" + protocol);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/a").body()).isEqualTo("ok");
            String post = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
            assertThat(client.send(post).read().body()).isEqualTo("ok");
            assertThat(peer.connections()).isEqualTo(1);
            assertThat(peer.requests().get(1).body()).isEqualTo("body");
            assertThat(spoken).containsExactly(protocol, protocol);
        }
        assertThat(observed.attempts()).containsExactly("ok", "ok");
    }

    @Test
    void carriesLargeBodiesBothWaysThroughASlowClient() throws Exception {
        try (ScriptedPeer peer = peer(connection -> {
                    int length = connection.readRequest().body().length();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
                    connection.send(new byte[length]);
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + trust + " client_max_body_size=0");
                RawClient client = RawClient.connect(lictor.port(), 32 << 10)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            client.send(new byte[LARGE]);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readBytes(LARGE)).containsOnly(0);
            assertThat(buffers.mostBytes()).isLessThan(HELD_AT_MOST);
        }
    }

    @Test
    void row10APeerThatHasSentAllAndEndedIsReadWhenTheClientReads() throws Exception {
        Semaphore permits = new Semaphore(0);
        AtomicBoolean full = new AtomicBoolean();
        AtomicInteger blocks = new AtomicInteger();
        try (ScriptedPeer peer = peer(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\n");
                    for (int rest = 3; rest > 0; rest -= full.get() ? 1 : 0) {
                        permits.acquire();
                        connection.send(new byte[BLOCK]);
                        blocks.incrementAndGet();
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + trust);
                RawClient client = RawClient.connect(lictor.port(), 16 << 10)) {
            client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            // Block by block, until what is between the proxy and the client is full, and the peer is not read from.
            Eventually.holds("the proxy stands still", () -> {
                permits.release();
                return isStuck();
            });
            // Of what is sent now the most waits in the kernel, and behind it close_notify and a FIN.
            full.set(true);
            permits.release(3);
            Eventually.holds("the peer has ended", () -> peer.openConnections() == 0);
            assertThat(buffers.mostBytes()).isLessThan(HELD_AT_MOST);
            assertThat(client.readToEnd()).hasSize(blocks.get() * BLOCK);
            assertThat(buffers.mostBytes()).isLessThan(HELD_AT_MOST);
        }
        assertThat(observed.attempts()).containsExactly("ok");
    }

    /** Whether the proxy holds what it cannot write for a while. */
    private boolean isStuck() {
        for (int i = 0; i < 20; i++) {
            if (buffers.liveBytes() < BLOCK) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return true;
    }

    @Test
    void aLocationAtThePeerIsToldAsTheClientSeesIt() throws Exception {
        try (ScriptedPeer peer = peer(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: https://127.0.0.1:"
                            + connection.tls().getLocalPort() + "/next\r\n\r\n");
                });
                Lictor lictor = lictor("/ " + peer.target() + trust);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").field("location")).isEqualTo("/next");
        }
    }

    @Test
    void tellsTheNameByServerNameIndicationAndChecksIt() throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        X509Bundle named = certificates.issue(b -> b.addSanDnsName("peer.test"));
        try (ScriptedPeer peer = ScriptedPeer.startTls(certificates.server(named), connection -> {
                    while (connection.awaitRequest()) {
                        ExtendedSSLSession session =
                                (ExtendedSSLSession) connection.tls().getSession();
                        told.add(String.valueOf(session.getRequestedServerNames()));
                        connection.send(OK);
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + trust + " proxy_ssl_name=peer.test");
                Lictor silent =
                        lictor("/ " + peer.target() + trust + " proxy_ssl_name=peer.test proxy_ssl_server_name=off");
                RawClient client = RawClient.connect(lictor.port());
                RawClient other = RawClient.connect(silent.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(other.get("/").status()).isEqualTo(200);
            assertThat(told).hasSize(2).first().asString().contains("peer.test");
            assertThat(told).last().isEqualTo("[]");
        }
    }

    @Test
    void showsItsOwnCertificateToAPeerThatAsksForOne() throws Exception {
        X509Bundle own = certificates.issue(b -> b.subject("CN=the proxy"));
        Queue<String> shown = new ConcurrentLinkedQueue<>();
        try (ScriptedPeer peer = peer(connection -> {
                    connection.tls().setNeedClientAuth(true);
                    while (connection.awaitRequest()) {
                        shown.add(
                                connection.tls().getSession().getPeerPrincipal().getName());
                        connection.send(OK);
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + trust + " proxy_ssl_certificate="
                        + certificates.certificateFile(own) + " proxy_ssl_certificate_key="
                        + certificates.keyFile(own));
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(shown).containsExactly("CN=the proxy");
        }
    }

    @Test
    void connectionsAreNotSharedBetweenWaysToConnect() throws Exception {
        try (ScriptedPeer peer = answering(local, socket -> {});
                Lictor lictor = Lictor.builder()
                        .listen(0)
                        .workers(1)
                        .transport(transport)
                        .route("/checked " + peer.target() + trust)
                        .route("/any " + peer.target() + " proxy_ssl_verify=off")
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/any").status()).isEqualTo(200);
            assertThat(client.get("/checked").status()).isEqualTo(200);
            assertThat(client.get("/any").status()).isEqualTo(200);
            assertThat(client.get("/checked").status()).isEqualTo(200);
            assertThat(peer.connections()).isEqualTo(2);
        }
    }

    @Test
    void row07endsABodyThatEndsWithItsConnectionWhenThePeerSaysSo() throws Exception {
        try (ScriptedPeer peer = peer(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                });
                Lictor lictor = lictor("/ " + peer.target() + trust);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").body()).isEqualTo("all of it");
        }
        assertThat(observed.attempts()).containsExactly("ok");
    }

    @Test
    void row06cutsABodyThatEndsWithItsConnectionWithoutThePeersWord() throws Exception {
        try (ScriptedPeer peer = peer(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nhalf of it");
                    connection.cut();
                });
                Lictor lictor = lictor("/ " + peer.target() + trust);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readToEnd()).contains("half of it").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(observed.attempts()).containsExactly("broken_response");
    }

    @Test
    void row02ASessionTicketOnAnIdleConnectionIsNoGarbageAndCloseNotifyIsItsEnd() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedPeer peer = peer(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    connection.readRequest();
                    connection.send(OK);
                    end.await();
                    // close_notify alone: the FIN is the proxy's.
                    connection.tls().shutdownOutput();
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + trust + " proxy_ssl_protocols=TLSv1.3");
                RawClient client = RawClient.connect(lictor.port())) {
            // The JDK's server sends its tickets behind the handshake: with the first answer at the latest.
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(peer.connections()).isEqualTo(1);
            end.countDown();
            Eventually.holds("closed by both", () -> peer.openConnections() == 0);
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(peer.connections()).isEqualTo(2);
        }
        assertThat(observed.attempts()).containsExactly("ok", "ok", "ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void row15carriesATunnel(String protocol) throws Exception {
        try (ScriptedPeer peer = peer(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                            + "Upgrade: websocket\r\n\r\nearly");
                    connection.send(connection.readBytes(4));
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + trust + " proxy_ssl_protocols=" + protocol);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(text(client.readBytes(5))).isEqualTo("early");
            assertThat(text(client.send("ping").readBytes(4))).isEqualTo("ping");
            // The client's end becomes close_notify, at which the peer's script ends, and so the tunnel.
            client.socket().shutdownOutput();
            assertThat(client.readToEnd()).isEmpty();
        }
        Eventually.holds("over", () -> observed.exchanges().equals(List.of("101 GET / HTTP/1.1")));
    }

    @Test
    void row15ATunnelsOtherDirectionGoesOnWhenOneHasEnded() throws Exception {
        try (ScriptedPeer peer = peer(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                            + "Upgrade: websocket\r\n\r\n");
                    connection.awaitClose();
                    connection.send("late");
                });
                Lictor lictor = lictor("/ " + peer.target() + trust + " proxy_ssl_protocols=TLSv1.3");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            client.socket().shutdownOutput();
            assertThat(client.readToEnd()).isEqualTo("late");
        }
    }

    @Test
    void row31triesTheNextPeerForEveryMethodWhenACertificateIsRefused() throws Exception {
        X509Bundle wrongName = certificates.issue(b -> b.addSanDnsName("other.test"));
        X509Bundle unknown = new Certificates(folder).local();
        certificates.authorityFile();
        try (ScriptedPeer wrong = answering(wrongName, socket -> {});
                ScriptedPeer stranger = answering(unknown, socket -> {});
                ScriptedPeer old = answering(certificates.expired(), socket -> {});
                ScriptedPeer good = answering(local, socket -> {});
                Lictor lictor = lictor("/ " + wrong.target() + "," + stranger.target() + "," + old.target() + ","
                        + good.target() + trust);
                RawClient client = RawClient.connect(lictor.port())) {
            String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
            assertThat(client.send(post).read().status()).isEqualTo(200);
            assertThat(good.requests().get(0).body()).isEqualTo("body");
            assertThat(wrong.requests()).isEmpty();
            assertThat(stranger.requests()).isEmpty();
            assertThat(old.requests()).isEmpty();
        }
        assertThat(observed.attempts()).containsExactly("tls_handshake", "tls_handshake", "tls_handshake", "ok");
        assertThat(observed.ejections()).containsExactly("ejected", "ejected", "ejected");
    }

    @Test
    void row31answers502WhenTheOnlyPeerDoesNotSpeakTls() throws Exception {
        try (ScriptedPeer plain = ScriptedPeer.start(connection -> {
                    connection.readByte();
                    connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                });
                Lictor lictor = lictor("/ https://127.0.0.1:" + plain.port() + trust);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(502);
        }
        assertThat(observed.attempts()).containsExactly("tls_handshake");
    }

    @Test
    void row31triesTheNextPeerWhenOneClosesInsideTheHandshake() throws Exception {
        try (ScriptedPeer bad = ScriptedPeer.start(connection -> connection.readByte());
                ScriptedPeer good = answering(local, socket -> {});
                Lictor lictor = lictor("/ https://127.0.0.1:" + bad.port() + "," + good.target() + trust);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
        assertThat(observed.attempts()).containsExactly("tls_handshake", "ok");
    }

    @Test
    void row31triesTheNextPeerWhenOneNeverAnswersTheHandshake() throws Exception {
        try (ScriptedPeer silent = ScriptedPeer.start(ScriptedPeer.Connection::awaitClose);
                ScriptedPeer good = answering(local, socket -> {});
                Lictor lictor = lictor("/ https://127.0.0.1:" + silent.port() + "," + good.target() + trust
                        + " proxy_connect_timeout=5s");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("connection at the silent peer", () -> silent.connections() == 1);
            advanceUntil("the next peer is asked", Duration.ofMillis(50), () -> good.connections() == 1);
            assertThat(client.read().status()).isEqualTo(200);
            Eventually.holds("given up", () -> silent.openConnections() == 0);
        }
        assertThat(observed.attempts()).containsExactly("connect_timeout", "ok");
    }

    @Test
    void row27AClientThatGoesAwayInsideTheHandshakeLeavesTheConnectionToThePool() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedPeer peer = peer(connection -> {
                    goOn.await();
                    while (connection.awaitRequest()) {
                        connection.send(OK);
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + trust)) {
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds("handshake begun", () -> peer.connections() == 1);
            }
            Eventually.holds("499", () -> observed.exchanges().equals(List.of("499 GET / HTTP/1.1")));
            goOn.countDown();
            try (RawClient client = RawClient.connect(lictor.port())) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(peer.requests()).hasSize(1);
        }
    }

    @Test
    void activeChecksAskByTls() throws Exception {
        try (ScriptedPeer wrong = answering(certificates.issue(b -> b.addSanDnsName("other.test")), socket -> {});
                ScriptedPeer good = answering(local, socket -> {});
                Lictor lictor = lictor("/ " + wrong.target() + "," + good.target() + trust
                        + " health_check=/up health_check_interval=1h health_check_timeout=1h")) {
            advanceUntil(
                    "both checked",
                    Duration.ofMillis(100),
                    () -> observed.checks().size() == 2);
            assertThat(observed.checks())
                    .anyMatch(check -> check.endsWith(good.port() + " passed"))
                    .anyMatch(check -> check.endsWith(wrong.port() + " failed"));
            assertThat(good.requests().get(0).requestLine()).isEqualTo("GET /up HTTP/1.1");
        }
    }

    @Test
    void aFileThatIsNoCertificateIsSaidAtTheStart() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> lictor("/ https://127.0.0.1:1 proxy_ssl_trusted_certificate=" + empty))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("proxy_ssl_trusted_certificate: \"" + empty + "\" (expected: ");
        assertThatThrownBy(() -> lictor(
                        "/ https://127.0.0.1:1 proxy_ssl_certificate=" + empty + " proxy_ssl_certificate_key=" + empty))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("proxy_ssl_certificate: \"" + empty);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
