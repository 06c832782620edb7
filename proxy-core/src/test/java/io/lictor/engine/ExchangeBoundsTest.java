package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of {@code docs/exchange-states.md} about what is held and noticed while one side does not read, and while the engine
 * drains: whole proxy, real loopback sockets, each transport.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class ExchangeBoundsTest {

    /**
     * What one exchange may hold while one side does not read: the write buffer's mark and one read above it, the start of
     * the request's body, and the small ones.
     */
    private static final long HELD_AT_MOST = 384 << 10;

    private static final int SIZE = 32 << 20;

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    ExchangeBoundsTest(Transport transport) {
        this.transport = transport;
    }

    private Lictor lictor(String route) throws StartException {
        return Lictor.builder()
                .listen(0)
                .workers(1)
                .transport(transport)
                .observer(observed)
                .allocator(buffers)
                .route(route)
                .start();
    }

    @Test
    void row09noticesAClientThatResetsWhileItIsNotReadFrom() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    gone.await();
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=0")) {
            RawClient client = RawClient.connect(lictor.port());
            sendUntilStuck(client);
            client.reset();
            if (transport == Transport.NIO) {
                // It is told of nothing that it does not ask for: noticed when reading goes on.
                Eventually.settle();
                gone.countDown();
            }
            Eventually.holds("noticed", () -> observed.exchanges().contains("499 POST / HTTP/1.1"));
            gone.countDown();
        }
        assertThat(observed.attempts()).containsExactly("abandoned");
    }

    @Test
    void row09noticesAClientThatEndsBehindRequestsThatCameTooEarly() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target())) {
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds("request at the peer", () -> !peer.requests().isEmpty());
            }
            Eventually.holds("noticed", () -> observed.exchanges().contains("499 GET /a HTTP/1.1"));
        }
    }

    @Test
    void row10holdsAWindowOfWhatAPeerHasSentAndEndedAndPassesAllOfItLater() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\n");
                    for (int i = 0; i < SIZE / 4 / 65536; i++) {
                        connection.send(new byte[65536]);
                    }
                    connection.socket().shutdownOutput();
                    ended.countDown();
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port(), 16 << 10)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).contains("chunked");
            Eventually.holds("the proxy stands still", () -> isSteady(buffers));
            assertThat(buffers.mostBytes()).isLessThan(HELD_AT_MOST);
            assertThat(WireBody.length(client)).isEqualTo(SIZE / 4);
            ended.await();
            assertThat(buffers.mostBytes()).isLessThan(HELD_AT_MOST);
        }
        assertThat(observed.attempts()).containsExactly("ok");
    }

    @Test
    void row11holdsAWindowOfWhatAClientSendsToAPeerThatDoesNotRead() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    stuck.await();
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=0");
                RawClient client = RawClient.connect(lictor.port())) {
            sendUntilStuck(client);
            assertThat(buffers.mostBytes()).isLessThan(HELD_AT_MOST);
            stuck.countDown();
        }
    }

    @Test
    void row13holdsLittleOfTheRequestsThatComeTooEarlyAndAnswersThemAllInTheirOrder() throws Exception {
        int count = 900;
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    for (int i = 0; i < count; i++) {
                        String head = connection.readHead();
                        answer.await();
                        String path = head.substring("GET /".length(), head.indexOf(' ', 5));
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                    }
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String rest = " HTTP/1.1\r\nHost: a\r\n" + ("X-Large: " + "x".repeat(7_900) + "\r\n").repeat(3) + "\r\n";
            AtomicLong sent = new AtomicLong();
            Thread sender = new Thread(
                    () -> {
                        for (int i = 0; i < count; i++) {
                            client.send("GET /" + i + rest);
                            sent.incrementAndGet();
                        }
                    },
                    "sender");
            sender.start();
            untilStuck(sent);
            assertThat(sent.get()).isLessThan(count);
            assertThat(buffers.mostBytes()).isLessThan(HELD_AT_MOST);
            answer.countDown();
            for (int i = 0; i < count; i++) {
                assertThat(client.read().body()).isEqualTo(String.valueOf(i));
            }
            sender.join();
        }
        assertThat(observed.exchanges()).hasSize(count);
    }

    @Test
    void row26readsTheAnswerThatCameBeforeAReset() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 403 No\r\nContent-Length: 20000\r\n\r\n" + "n".repeat(20_000));
                    // Closing with unread bytes resets the connection behind the answer.
                });
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=0 max_fails=0")) {
            for (int round = 0; round < 40; round++) {
                try (RawClient client = RawClient.connect(lictor.port())) {
                    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(60_000));
                    if (round % 2 == 0) {
                        Eventually.holds("reset at the peer", () -> peer.connections() > 0);
                        client.send("x".repeat(100_000));
                    }
                    RawClient.Response response = client.read();
                    assertThat(response.status()).as("round %s", round).isEqualTo(403);
                    assertThat(response.body()).hasSize(20_000);
                }
            }
        }
        assertThat(observed.attempts()).hasSize(40).containsOnly("ok");
    }

    @Test
    void row29closesIdleConnectionsWithTheirNextAnswerOrAtTheDeadlineOfTheDrain() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok")) {
            Lictor lictor = Lictor.builder()
                    .listen(0)
                    .workers(1)
                    .transport(transport)
                    .observer(observed)
                    .allocator(buffers)
                    .drainTimeout(Duration.ofSeconds(2))
                    .route("/ " + peer.target())
                    .start();
            try (RawClient asking = RawClient.connect(lictor.port());
                    RawClient silent = RawClient.connect(lictor.port())) {
                assertThat(asking.get("/").hasField("connection")).isFalse();
                assertThat(silent.get("/").hasField("connection")).isFalse();
                int port = lictor.port();
                long began = System.nanoTime();
                Thread closer = new Thread(lictor::close, "closer");
                closer.start();
                Eventually.holds("new connections are refused", () -> isRefused(port));
                RawClient.Response last = asking.get("/");
                assertThat(last.status()).isEqualTo(200);
                assertThat(last.field("connection")).isEqualTo("close");
                assertThat(asking.isClosedCleanly()).isTrue();
                assertThat(silent.isClosedCleanly()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_900));
                closer.join();
            }
        }
    }

    private static boolean isRefused(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Sends a body until nobody takes any more of it. */
    private static void sendUntilStuck(RawClient client) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE * 8L + "\r\n\r\n");
        AtomicLong sent = new AtomicLong();
        Thread sender = new Thread(
                () -> {
                    try {
                        byte[] block = new byte[64 << 10];
                        while (true) {
                            client.send(block);
                            sent.addAndGet(block.length);
                        }
                    } catch (UncheckedIOException e) {
                        // Closed by the test.
                    }
                },
                "sender");
        sender.setDaemon(true);
        sender.start();
        untilStuck(sent);
    }

    private static void untilStuck(AtomicLong sent) {
        long[] before = {-1};
        Eventually.holds("nobody takes any more", () -> {
            Eventually.settle();
            Eventually.settle();
            long now = sent.get();
            boolean same = now > 0 && now == before[0];
            before[0] = now;
            return same;
        });
    }

    private static boolean isSteady(CountingAllocator buffers) {
        long before = buffers.liveBytes();
        Eventually.settle();
        return before > 0 && buffers.liveBytes() == before;
    }

    /** A body in chunks, of which only the length is of interest. */
    private static final class WireBody {

        static long length(RawClient client) throws IOException {
            long length = 0;
            while (true) {
                StringBuilder line = new StringBuilder();
                while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
                    line.append((char) client.readBytes(1)[0]);
                }
                int size = Integer.parseInt(line.toString().strip(), 16);
                client.readBytes(size + 2);
                if (size == 0) {
                    return length;
                }
                length += size;
            }
        }
    }
}
