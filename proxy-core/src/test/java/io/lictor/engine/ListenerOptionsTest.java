package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.ListenerOptions;
import io.lictor.config.spec.ListenerParser;
import io.lictor.config.spec.SpecException;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a listener's options do: whole proxy, real loopback sockets. */
final class ListenerOptionsTest {

    private static final ListenerOptions DEFAULT = ListenerOptions.DEFAULT;

    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final FakeTicker ticker = new FakeTicker();

    private Lictor lictor(String route, ListenerOptions... listeners) throws StartException {
        LictorBuilder builder = Lictor.builder()
                .allocator(buffers)
                .workers(1)
                .ticker(ticker)
                .observer(observed)
                .route(route);
        for (ListenerOptions options : listeners) {
            builder.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
        }
        return builder.start();
    }

    private static ListenerOptions options(String text) throws SpecException {
        return ListenerParser.options(text);
    }

    private static int port(Lictor lictor, int listener) {
        return lictor.addresses().get(listener).getPort();
    }

    private static String post(int length) {
        return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length);
    }

    @Test
    void eachListenerHasItsOwnLimitsOfAHead() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target(), DEFAULT, options("large_client_header_buffers=2,1k"));
                RawClient wide = RawClient.connect(port(lictor, 0));
                RawClient line = RawClient.connect(port(lictor, 1));
                RawClient field = RawClient.connect(port(lictor, 1));
                RawClient head = RawClient.connect(port(lictor, 1))) {
            String large = "/" + "a".repeat(1_100);
            assertThat(wide.get(large).status()).isEqualTo(200);
            assertThat(line.get(large).status()).isEqualTo(414);
            assertThat(field.get("/ HTTP/1.1\r\nX: " + "b".repeat(1_100)).status())
                    .isEqualTo(400);
            String three = ("X: " + "b".repeat(900) + "\r\n").repeat(3);
            assertThat(head.send("GET / HTTP/1.1\r\nHost: a\r\n" + three + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void maxHeadersBoundsTheFieldsOfARequest() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target(), options("max_headers=3"));
                RawClient three = RawClient.connect(port(lictor, 0));
                RawClient four = RawClient.connect(port(lictor, 0))) {
            String fields = "A: 1\r\nB: 2\r\n";
            assertThat(three.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(four.send("GET / HTTP/1.1\r\nHost: a\r\nC: 3\r\n" + fields + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void aListenersBodySizeHoldsForRoutesThatSayNothing() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor silent = lictor("/ " + peer.target(), options("client_max_body_size=8"), DEFAULT);
                Lictor says =
                        lictor("/ " + peer.target() + " client_max_body_size=9", options("client_max_body_size=8"));
                RawClient small = RawClient.connect(port(silent, 0));
                RawClient other = RawClient.connect(port(silent, 1));
                RawClient route = RawClient.connect(port(says, 0));
                RawClient over = RawClient.connect(port(says, 0))) {
            assertThat(small.send(post(8)).read().status()).isEqualTo(200);
            assertThat(small.send(post(9)).read().status()).isEqualTo(413);
            assertThat(other.send(post(9)).read().status()).isEqualTo(200);
            assertThat(route.send(post(9)).read().status()).isEqualTo(200);
            assertThat(over.send(post(10)).read().status()).isEqualTo(413);
        }
    }

    @Test
    void aRoutesBodyTimeoutGoesBeforeTheListeners() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor("/ " + peer.target() + " client_body_timeout=10s", DEFAULT);
                RawClient client = RawClient.connect(port(lictor, 0))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nx");
            Eventually.holds(
                    "the request under way",
                    () -> lictor.view().upstreams().get(0).peers().get(0).inFlight() == 1);
            ticker.advance(Duration.ofSeconds(9));
            Eventually.settle();
            assertThat(observed.exchanges()).isEmpty();
            ticker.advance(Duration.ofSeconds(2));
            assertThat(client.isClosedCleanly()).isTrue();
            assertThat(observed.exchanges()).containsExactly("408 POST / HTTP/1.1");
        }
    }

    @Test
    void aRoutesSendTimeoutGoesBeforeTheListeners() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("x".repeat(16 << 20));
                Lictor lictor = lictor("/ " + peer.target() + " send_timeout=10s", DEFAULT);
                RawClient client = RawClient.connect(port(lictor, 0), 4096)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readHead();
            Eventually.settle();
            ticker.advance(Duration.ofSeconds(9));
            Eventually.settle();
            assertThat(observed.clients()).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(2));
            Eventually.holds("the client cut", () -> observed.clients() == 0);
        }
    }

    @Test
    void eachListenerHasItsOwnKeepalive() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = lictor(
                        "/ " + peer.target(),
                        options("keepalive_requests=1"),
                        options("keepalive_timeout=0"),
                        DEFAULT);
                RawClient one = RawClient.connect(port(lictor, 0));
                RawClient none = RawClient.connect(port(lictor, 1));
                RawClient kept = RawClient.connect(port(lictor, 2))) {
            assertThat(one.get("/").field("Connection")).isEqualTo("close");
            assertThat(one.isClosedCleanly()).isTrue();
            assertThat(none.get("/").field("Connection")).isEqualTo("close");
            assertThat(none.isClosedCleanly()).isTrue();
            assertThat(kept.get("/").hasField("Connection")).isFalse();
            assertThat(kept.get("/").status()).isEqualTo(200);
        }
    }
}
