package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RawClient.Response;
import io.lictor.testkit.ScriptedPeer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peer parameters and methods of balancing in a whole proxy, over real loopback sockets. */
final class BalancingTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void aFullPeerIsNotAskedAndItsRoomIsGivenBack() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    while (connection.awaitRequest()) {
                        answer.await();
                        connection.send(OK);
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + " max_conns=1");
                RawClient first = RawClient.connect(lictor.port());
                RawClient second = RawClient.connect(lictor.port())) {
            first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("the peer is full", () -> inFlight(lictor) == 1);

            assertThat(second.get("/").status()).isEqualTo(502);
            answer.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(inFlight(lictor)).isZero();
            assertThat(second.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void roomIsGivenBackHoweverAnAttemptEnds() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    String request = connection.readRequest().requestLine();
                    if (request.contains("/reset")) {
                        connection.reset();
                    } else if (request.contains("/bad")) {
                        connection.send("nonsense\r\n\r\n");
                    } else if (request.contains("/cut")) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
                    } else if (request.contains("/hang")) {
                        connection.awaitClose();
                    } else {
                        connection.send(OK);
                    }
                });
                Lictor lictor = lictor("/ " + peer.target() + " max_conns=1 proxy_read_timeout=200ms")) {
            for (String path : List.of("/", "/reset", "/bad", "/cut", "/hang", "/gone", "/")) {
                try (RawClient client = RawClient.connect(lictor.port())) {
                    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                    if (path.equals("/gone")) {
                        client.reset();
                    } else {
                        client.readToEnd();
                    }
                }
                Eventually.holds("after " + path, () -> inFlight(lictor) == 0);
            }
        }
    }

    @Test
    void aCookieBindsAClientToItsPeer() throws Exception {
        try (ScriptedPeer a = ScriptedPeer.answering("a");
                ScriptedPeer b = ScriptedPeer.answering("b");
                Lictor lictor = lictor("/ " + a.target() + "," + b.target() + " balance=sticky:srv");
                RawClient client = RawClient.connect(lictor.port())) {
            Response first = client.get("/");
            assertThat(first.field("set-cookie")).matches("srv=[0-9a-f]{32}; Path=/; HttpOnly");
            String cookie = first.field("set-cookie").substring(0, 36);

            for (int n = 0; n < 5; n++) {
                Response again = client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n")
                        .read();
                assertThat(again.body()).isEqualTo(first.body());
                assertThat(again.hasField("set-cookie")).isFalse();
            }
        }
    }

    @ParameterizedTest(name = "balance={0}")
    @ValueSource(strings = {"hash:uri", "hash:uri:consistent", "hash:cookie:sid", "ip_hash", "hash:header:x-user"})
    void theSameKeyGoesToTheSamePeer(String balance) throws Exception {
        try (ScriptedPeer a = ScriptedPeer.answering("a");
                ScriptedPeer b = ScriptedPeer.answering("b");
                ScriptedPeer c = ScriptedPeer.answering("c");
                Lictor lictor =
                        lictor("/ " + a.target() + "," + b.target() + "," + c.target() + " balance=" + balance);
                RawClient client = RawClient.connect(lictor.port())) {
            Set<String> bodies = new HashSet<>();
            for (int n = 0; n < 10; n++) {
                bodies.add(client.send("GET /x HTTP/1.1\r\nHost: a\r\nCookie: sid=7\r\nX-User: u\r\n\r\n")
                        .read()
                        .body());
            }
            assertThat(bodies).hasSize(1);
        }
    }

    @ParameterizedTest(name = "balance={0}")
    @ValueSource(strings = {"least_conn", "least_time", "random"})
    void aFailedPeerIsLeftForAnother(String balance) throws Exception {
        try (ScriptedPeer a = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.reset();
                });
                ScriptedPeer b = ScriptedPeer.answering("b");
                Lictor lictor = lictor("/ " + a.target() + "," + b.target() + " balance=" + balance);
                RawClient client = RawClient.connect(lictor.port())) {
            for (int n = 0; n < 20; n++) {
                assertThat(client.get("/").body()).isEqualTo("b");
            }
            assertThat(a.requests()).hasSizeLessThanOrEqualTo(1);
            assertThat(inFlight(lictor)).isZero();
        }
    }

    private Lictor lictor(String route) throws StartException {
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(1)
                .route(route)
                .start();
    }

    private static int inFlight(Lictor lictor) {
        return lictor.view().upstreams().get(0).peers().stream()
                .mapToInt(UpstreamView.PeerView::inFlight)
                .sum();
    }
}
