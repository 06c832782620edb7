package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RawClient.Response;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import io.lictor.testkit.ScriptedPeer.Request;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes, and in which form: whole proxy, real loopback sockets, each transport. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class ForwardingTest {

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    ForwardingTest(Transport transport) {
        this.transport = transport;
    }

    private Lictor lictor(String... routes) throws StartException {
        LictorBuilder builder = Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(1)
                .transport(transport)
                .observer(observed);
        for (String route : routes) {
            builder.route(route);
        }
        return builder.start();
    }

    @Test
    void passesARequestAndItsResponse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/sso " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/sso/login?x=1");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello");
            Request request = peer.requests().get(0);
            assertThat(request.requestLine()).isEqualTo("GET /sso/login?x=1 HTTP/1.1");
            assertThat(request.field("host")).isEqualTo("test");
            assertThat(request.field("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(request.field("x-real-ip")).isEqualTo("127.0.0.1");
            assertThat(request.field("x-forwarded-proto")).isEqualTo("http");
            assertThat(request.field("x-forwarded-host")).isEqualTo("test");
            assertThat(request.field("x-forwarded-port")).isEqualTo(String.valueOf(lictor.port()));
            assertThat(request.hasField("connection")).isFalse();
        }
        assertThat(observed.exchanges()).containsExactly("200 GET /sso/login?x=1 HTTP/1.1");
        assertThat(observed.attempts()).containsExactly("ok");
    }

    @Test
    void keepsConnectionsOnBothSides() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/sso " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/sso").body()).isEqualTo("hello");
            }
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void sharesRequestsByTheWeightsOfThePeers() throws Exception {
        try (ScriptedPeer a = ScriptedPeer.answering("a");
                ScriptedPeer b = ScriptedPeer.answering("b");
                Lictor lictor = lictor("/ " + a.target() + "," + b.target());
                RawClient client = RawClient.connect(lictor.port())) {
            StringBuilder order = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                order.append(client.get("/").body());
            }
            assertThat(order).hasToString("ababab");
        }
    }

    @Test
    void passesALengthFramedBodyUp() throws Exception {
        String body = text(300_000);
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.send(
                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n")
                    .send(body)
                    .read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(peer.requests().get(0).body()).isEqualTo(body);
            assertThat(peer.requests().get(0).field("content-length")).isEqualTo(String.valueOf(body.length()));
            // Body and all, the connection is kept.
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void passesAChunkedBodyUpInChunks() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n");
            client.send("6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(peer.requests().get(0).body()).isEqualTo("hello world");
            assertThat(peer.requests().get(0).field("transfer-encoding")).isEqualTo("chunked");
            assertThat(peer.requests().get(0).hasField("content-length")).isFalse();
        }
    }

    @Test
    void passesAChunkedBodyDownInChunks() throws Exception {
        String big = text(100_000);
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n186a0\r\n" + big + "\r\n0\r\n\r\n");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/");
            assertThat(response.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(response.body()).isEqualTo("abc" + big);
            assertThat(client.get("/").body()).hasSize(100_003);
        }
    }

    @Test
    void passesALargeBodyDown() throws Exception {
        String big = text(3_000_000);
        try (ScriptedPeer peer = ScriptedPeer.answering(big);
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").body()).isEqualTo(big);
        }
    }

    @Test
    void endsAResponseThatEndsWithItsConnection() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/");
            assertThat(response.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(response.body()).isEqualTo("until the end");
            assertThat(client.get("/").body()).isEqualTo("until the end");
        }
    }

    @Test
    void framesAResponseForAClientOfHttp10ByItsConnection() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String all = client.send("GET / HTTP/1.0\r\n\r\n").readToEnd();
            assertThat(all).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nabc");
            assertThat(all).contains("Connection: close").doesNotContain("chunked");
            assertThat(peer.requests().get(0).field("host")).isEqualTo("127.0.0.1:" + peer.port());
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            for (int i = 0; i < 3; i++) {
                Response response =
                        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readWithoutBody();
                assertThat(response.field("content-length")).isEqualTo("1000");
            }
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    for (int i = 0; ; i++) {
                        String line = connection.readRequest().requestLine();
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + line.substring(5, 7));
                    }
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 10; i < 60; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            client.send(requests.toString());
            for (int i = 10; i < 60; i++) {
                assertThat(client.read().body()).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    void readsARequestThatComesByteByByte() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String request = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(peer.requests().get(0).body()).isEqualTo("ab");
        }
    }

    @Test
    void tellsAClientThatExpectsItToGoOn() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("ab").read().status()).isEqualTo(200);
            assertThat(peer.requests().get(0).hasField("expect")).isFalse();
        }
    }

    @Test
    void passesTrailersBothWays() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    byte[] body = connection.readBytes("2\r\nab\r\n0\r\nX-Up: 1\r\n\r\n".length());
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Down\r\n\r\n"
                            + "1\r\na\r\n0\r\nX-Down: "
                            + new String(body, StandardCharsets.US_ASCII).contains("X-Up: 1")
                            + "\r\n\r\n");
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nab\r\n0\r\nX-Up: 1\r\n\r\n");
            String all = client.readToEnd();
            assertThat(all).contains("Trailer: X-Down\r\n").endsWith("1\r\na\r\n0\r\nX-Down: true\r\n\r\n");
        }
    }

    @Test
    void dropsTheTrailersOfAResponseToAClientOfHttp10() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                        + "Trailer: X-Down\r\n\r\n1\r\na\r\n0\r\nX-Down: 1\r\n\r\n");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            String all = client.send("GET / HTTP/1.0\r\n\r\n").readToEnd();
            assertThat(all).endsWith("\r\n\r\na").doesNotContain("X-Down");
        }
    }

    @Test
    void sendsServerSentEventsAsTheyCome() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                    first.await();
                    connection.send("data: 2\n\n");
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            assertThat(new String(client.readBytes(14), StandardCharsets.US_ASCII))
                    .isEqualTo("9\r\ndata: 1\n\n\r\n");
            first.countDown();
            assertThat(new String(client.readBytes(14), StandardCharsets.US_ASCII))
                    .isEqualTo("9\r\ndata: 2\n\n\r\n");
        }
    }

    @Test
    void stopsReadingThePeerWhileTheClientDoesNotRead() throws Exception {
        int size = 64 << 20;
        Set<Long> sent = new HashSet<>();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    byte[] block = new byte[1 << 20];
                    for (int i = 0; i < size; i += block.length) {
                        connection.send(block);
                        synchronized (sent) {
                            sent.add((long) i);
                        }
                    }
                });
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port(), 64 << 10)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readHead();
            long steadySince = System.nanoTime();
            int before = -1;
            // The peer gets stuck once the sockets' buffers are full: what the proxy itself holds is bounded.
            while (System.nanoTime() - steadySince < 300_000_000L) {
                int now;
                synchronized (sent) {
                    now = sent.size();
                }
                if (now != before) {
                    before = now;
                    steadySince = System.nanoTime();
                }
                Thread.onSpinWait();
            }
            assertThat(before).as("MiB the peer could send to nobody").isLessThan(32);
            client.readBytes(size);
            assertThat(client.socket().isConnected()).isTrue();
        }
    }

    @Test
    void passesALargeBodyUpToAPeerThatReadsLate() throws Exception {
        int size = 64 << 20;
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readHead();
                    connection.socket().setReceiveBufferSize(64 << 10);
                    while (!Thread.currentThread().isInterrupted()
                            && connection.socket().getInputStream().available() == 0) {
                        Thread.onSpinWait();
                    }
                    int rest = size;
                    while (rest > 0) {
                        rest -= connection.readBytes(Math.min(rest, 1 << 20)).length;
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                Lictor lictor = lictor("/ " + peer.target() + " client_max_body_size=0");
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < size; i += block.length) {
                client.send(block);
            }
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void servesSeveralInOneJvm() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor first = lictor("/a " + peer.target());
                Lictor second = lictor("/b " + peer.target());
                RawClient one = RawClient.connect(first.port());
                RawClient two = RawClient.connect(second.port())) {
            assertThat(List.of(one.get("/a").status(), one.get("/b").status())).containsExactly(200, 404);
            assertThat(List.of(two.get("/a").status(), two.get("/b").status())).containsExactly(404, 200);
        }
    }

    @Test
    void closeEndsAllConnections() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok")) {
            Lictor lictor = lictor("/ " + peer.target());
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.get("/");
                lictor.close();
                assertThat(client.readToEnd()).isEmpty();
            }
            Eventually.holds("client gone", () -> observed.clients() == 0);
        }
    }

    private static String text(int length) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
