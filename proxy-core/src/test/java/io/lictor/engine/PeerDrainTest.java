package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.engine.EngineView.LeavingView;
import io.lictor.engine.UpstreamView.PeerView;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is under way at a peer that leaves, and what its history is worth when it comes back. */
final class PeerDrainTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private static final String OPTIONS = " drain_timeout=30s proxy_read_timeout=1h upgrade=websocket";

    private final FakeTicker ticker = new FakeTicker();
    private final RecordingObserver observer = new RecordingObserver();

    @Test
    void whatIsUnderWayGoesOnAndNothingNewComes() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedPeer leaving = slow(answer);
                ScriptedPeer other = ScriptedPeer.answering("other");
                Lictor lictor = lictor(leaving);
                RawClient first = RawClient.connect(lictor.port());
                RawClient second = RawClient.connect(lictor.port())) {
            first.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("it is asked", () -> leaving.requests().size() == 1);
            lictor.apply(state(OPTIONS, other));
            assertThat(second.get("/").body()).isEqualTo("other");
            ticker.advance(Duration.ofSeconds(29));
            Eventually.settle();

            answer.countDown();
            assertThat(first.read().body()).isEqualTo("slow");
            ticker.advance(Duration.ofSeconds(2));
            Eventually.settle();
            assertThat(observer.health()).isEmpty();
        }
    }

    @Test
    void aRequestWithoutAnAnswerGoesToAnotherPeerWhenTheTimeIsOver() throws Exception {
        try (ScriptedPeer leaving = slow(new CountDownLatch(1));
                ScriptedPeer other = ScriptedPeer.answering("other");
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("it is asked", () -> leaving.requests().size() == 1);
            lictor.apply(state(OPTIONS, other));
            pass(Duration.ofSeconds(31));

            assertThat(client.read().body()).isEqualTo("other");
            assertThat(observer.health()).containsExactly("drained 127.0.0.1:" + leaving.port() + " 1");
            assertThat(observer.attempts()).containsExactly("drain_timeout", "ok");
        }
    }

    @Test
    void aResponseThatIsCutWhenTheTimeIsOverDoesNotCountAgainstThePeer() throws Exception {
        try (ScriptedPeer leaving = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    connection.awaitClose();
                });
                ScriptedPeer other = ScriptedPeer.answering("other");
                ScriptedPeer third = ScriptedPeer.answering("third");
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            assertThat(client.readBytes(4)).hasSize(4);
            lictor.apply(state(OPTIONS, other, third));
            pass(Duration.ofSeconds(31));

            assertThat(client.readToEnd()).isEmpty();
            Eventually.holds("told", () -> !observer.health().isEmpty());
            assertThat(observer.health()).containsExactly("drained 127.0.0.1:" + leaving.port() + " 1");
            assertThat(observer.attempts()).containsExactly("drain_timeout");
        }
    }

    @Test
    void aTunnelIsCutWhenTheTimeIsOver() throws Exception {
        try (ScriptedPeer leaving = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: upgrade\r\n\r\nhello");
                    connection.awaitClose();
                });
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(client.readBytes(5)).hasSize(5);
            lictor.apply(state(OPTIONS));
            pass(Duration.ofSeconds(31));

            assertThat(client.readToEnd()).isEmpty();
            Eventually.holds(
                    "told", () -> observer.health().equals(List.of("drained 127.0.0.1:" + leaving.port() + " 1")));
        }
    }

    @Test
    void aPeerThatComesBackBeforeItsTimeIsOverIsNotCut() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedPeer leaving = slow(answer);
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("it is asked", () -> leaving.requests().size() == 1);
            lictor.apply(state(OPTIONS));
            Eventually.settle();
            ticker.advance(Duration.ofSeconds(5));
            lictor.apply(state(OPTIONS, leaving));
            pass(Duration.ofSeconds(40));

            answer.countDown();
            assertThat(client.read().body()).isEqualTo("slow");
            assertThat(observer.health()).isEmpty();
        }
    }

    @Test
    void aPeerThatIsMarkedDrainIsCutToo() throws Exception {
        try (ScriptedPeer leaving = slow(new CountDownLatch(1));
                ScriptedPeer other = ScriptedPeer.answering("other");
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("it is asked", () -> leaving.requests().size() == 1);
            RouteSpec route = route(OPTIONS);
            PeerSpec drain = new PeerSpec(address(leaving), route.peerOptions().withDrain(true));
            lictor.apply(state(route, List.of(drain, new PeerSpec(address(other), route.peerOptions()))));
            assertThat(lictor.view().upstreams().get(0).peers().get(0).state()).isEqualTo("draining");
            pass(Duration.ofSeconds(31));

            assertThat(client.read().body()).isEqualTo("other");
        }
    }

    @Test
    void withoutDrainTimeoutNothingIsCut() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedPeer leaving = slow(answer);
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            lictor.apply(state(" proxy_read_timeout=10h", leaving));
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("it is asked", () -> leaving.requests().size() == 1);
            lictor.apply(state(" proxy_read_timeout=10h"));
            pass(Duration.ofHours(2));

            answer.countDown();
            assertThat(client.read().body()).isEqualTo("slow");
        }
    }

    @Test
    void theViewHasAPeerThatLeftForAsLongAsSomethingIsUnderWayThere() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedPeer leaving = slow(answer);
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.holds("it is asked", () -> leaving.requests().size() == 1);
            assertThat(lictor.view().leaving()).isEmpty();
            lictor.apply(state(OPTIONS));
            pass(Duration.ofSeconds(2));

            String address = address(leaving).toString();
            assertThat(lictor.view().upstreams().get(0).peers()).isEmpty();
            assertThat(lictor.view().leaving())
                    .containsExactly(new LeavingView("up", address, address, 1, 0, 2_000, 28_000, List.of()));
            answer.countDown();
            assertThat(client.read().body()).isEqualTo("slow");
            Eventually.holds(
                    "nothing is under way", () -> lictor.view().leaving().isEmpty());
        }
    }

    @Test
    void theViewSaysWhichOfThemAreTunnels() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: upgrade\r\n\r\nhello");
                    connection.awaitClose();
                });
                Lictor lictor = lictor(peer)) {
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 101");
                PeerView known = lictor.view().upstreams().get(0).peers().get(0);
                assertThat(List.of(known.inFlight(), known.tunnels())).containsExactly(1, 1);
                lictor.apply(state(" upgrade=websocket proxy_read_timeout=1h"));
                LeavingView gone = lictor.view().leaving().get(0);
                assertThat(List.of(gone.inFlight(), gone.tunnels(), gone.cutMillis()))
                        .containsExactly(1, 1, -1L);
            }
            Eventually.holds("it has ended", () -> lictor.view().leaving().isEmpty());
        }
    }

    /** What the other side may still send is work: it ends by itself, when it is idle, or here. */
    @Test
    void aTunnelOfWhichOneSideHasEndedIsUnderWayUntilTheTimeIsOver() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedPeer leaving = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: upgrade\r\n\r\n");
                    connection.awaitClose();
                    ended.countDown();
                    never.await();
                });
                Lictor lictor = lictor(leaving);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            client.socket().shutdownOutput();
            ended.await();
            lictor.apply(state(OPTIONS));
            pass(Duration.ofSeconds(29));
            LeavingView gone = lictor.view().leaving().get(0);
            assertThat(List.of(gone.inFlight(), gone.tunnels(), gone.cutMillis()))
                    .containsExactly(1, 1, 1_000L);
            pass(Duration.ofSeconds(2));

            assertThat(client.readToEnd()).isEmpty();
            Eventually.holds("it has left", () -> lictor.view().leaving().isEmpty());
        }
    }

    /** Lets the loops arm what they are about to, then turns the clock. */
    private void pass(Duration time) {
        Eventually.settle();
        ticker.advance(time);
        Eventually.settle();
    }

    private static ScriptedPeer slow(CountDownLatch answer) {
        return ScriptedPeer.start(connection -> {
            connection.readRequest();
            answer.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
            connection.awaitClose();
        });
    }

    private Lictor lictor(ScriptedPeer peer) throws Exception {
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(2)
                .ticker(ticker)
                .observer(observer)
                .state(state(OPTIONS, peer))
                .start();
    }

    private static DesiredState state(String options, ScriptedPeer... peers) throws SpecException {
        RouteSpec route = route(options);
        return state(
                route,
                List.of(peers).stream()
                        .map(peer -> new PeerSpec(address(peer), route.peerOptions()))
                        .toList());
    }

    private static DesiredState state(RouteSpec route, List<PeerSpec> peers) {
        return new DesiredState(
                List.of(new BoundRoute(route, "up")), List.of(new UpstreamSpec("up", route.upstreamOptions(), peers)));
    }

    private static RouteSpec route(String options) throws SpecException {
        return RouteParser.parse("/ service:up" + options, "test");
    }

    private static Address address(ScriptedPeer peer) {
        return new Address("127.0.0.1", peer.port());
    }
}
