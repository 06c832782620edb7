package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.engine.UpstreamView.PeerView;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.RefusingPort;
import io.lictor.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Active checks in a whole proxy, over real loopback sockets. */
final class ActiveChecksTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private static final String FAST = " health_check=/up health_check_interval=40ms";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    private final RecordingObserver observer = new RecordingObserver();

    @Test
    void aPeerThatFailsItsCheckGetsNoRequestsUntilItPasses() throws Exception {
        AtomicBoolean up = new AtomicBoolean(false);
        try (ScriptedPeer a = peer("a", up);
                ScriptedPeer b = ScriptedPeer.answering("bb");
                Lictor lictor = lictor("/ " + a.target() + "," + b.target() + FAST);
                RawClient client = RawClient.connect(lictor.port())) {
            Eventually.holds("a is out", () -> state(lictor, 0).equals("unhealthy"));
            assertThat(peers(lictor).get(0).reason()).isEqualTo("status 503 (expected: 200-399)");
            for (int n = 0; n < 6; n++) {
                assertThat(client.get("/").body()).isEqualTo("bb");
            }
            assertThat(a.requests()).allMatch(request -> request.requestLine().equals("GET /up HTTP/1.1"));

            up.set(true);
            Eventually.holds("a is back", () -> state(lictor, 0).equals("up"));
            Eventually.holds("a is asked", () -> client.get("/").body().equals("aa"));
            assertThat(peers(lictor).get(0).check()).isEqualTo("status 200");
            assertThat(observer.health())
                    .containsExactly(
                            "ejected 127.0.0.1:" + a.port() + " health_check",
                            "restored 127.0.0.1:" + a.port() + " health_check");
        }
    }

    @Test
    void asksOverAConnectionOfItsOwnAndSaysWhoItIs() throws Exception {
        try (ScriptedPeer a = ScriptedPeer.answering("aa");
                Lictor lictor = lictor("/ " + a.target() + FAST)) {
            Eventually.holds("two checks", () -> a.requests().size() >= 2);
            assertThat(a.connections()).isGreaterThanOrEqualTo(2);
            assertThat(a.requests().get(0).field("host")).isEqualTo("127.0.0.1:" + a.port());
            assertThat(a.requests().get(0).field("user-agent")).isEqualTo("Lictor (health-check)");
            assertThat(a.requests().get(0).field("connection")).isEqualTo("close");
            assertThat(lictor.view().upstreams().get(0).ejected()).isZero();
        }
    }

    @Test
    void anEndpointIsCheckedOnceForAllUpstreamsWithTheSameCheck() throws Exception {
        AtomicBoolean up = new AtomicBoolean(false);
        try (ScriptedPeer a = peer("a", up);
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .workers(2)
                        .observer(observer)
                        .state(state(
                                "/a " + a.target() + " health_check=/up health_check_interval=60s",
                                "/b " + a.target() + " weight=2 health_check=/up health_check_interval=60s"))
                        .start()) {
            Eventually.holds(
                    "both are out",
                    () -> lictor.view().upstreams().stream()
                            .allMatch(u -> u.peers().get(0).state().equals("unhealthy")));
            assertThat(lictor.view().upstreams()).hasSize(2);
            assertThat(a.requests()).hasSize(1);
            assertThat(observer.checks()).hasSize(2);
        }
    }

    @Test
    void aPortThatRefusesFailsAndOneThatAcceptsPassesATcpCheck() throws Exception {
        try (RefusingPort closed = new RefusingPort();
                ScriptedPeer silent = ScriptedPeer.start(ScriptedPeer.Connection::awaitClose);
                Lictor lictor = lictor("/ " + closed.target() + "," + silent.target()
                        + " health_check=tcp health_check_interval=40ms")) {
            Eventually.holds("one is out", () -> state(lictor, 0).equals("unhealthy"));
            assertThat(peers(lictor).get(0).check()).isEqualTo("connect: Connection refused");
            Eventually.holds(
                    "one is checked", () -> peers(lictor).get(1).check().equals("connected"));
            assertThat(state(lictor, 1)).isEqualTo("up");
        }
    }

    @Test
    void aPeerThatDoesNotAnswerInTimeFails() throws Exception {
        try (ScriptedPeer silent = ScriptedPeer.start(ScriptedPeer.Connection::awaitClose);
                Lictor lictor = lictor("/ " + silent.target() + FAST + " health_check_timeout=60ms")) {
            Eventually.holds("it is out", () -> state(lictor, 0).equals("unhealthy"));
            assertThat(peers(lictor).get(0).reason()).isEqualTo("no end within 60 ms");
        }
    }

    @Test
    void theIntervalIsLengthenedByUpToTheJitter() throws Exception {
        FakeTicker ticker = new FakeTicker();
        try (ScriptedPeer a = ScriptedPeer.answering("aa");
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .workers(1)
                        .ticker(ticker)
                        .observer(observer)
                        .state(state("/ " + a.target() + " health_check=/up health_check_interval=10s"
                                + " health_check_jitter=100d"))
                        .start()) {
            Eventually.holds("the first check is begun by a second at most", () -> {
                ticker.advance(Duration.ofMillis(50));
                return observer.checks().size() == 1;
            });
            Eventually.settle();
            ticker.advance(Duration.ofSeconds(12));
            Eventually.settle();
            assertThat(lictor.view().upstreams()).hasSize(1);
            assertThat(observer.checks()).hasSize(1);
            ticker.advance(Duration.ofDays(101));
            Eventually.holds("checked again", () -> observer.checks().size() == 2);
        }
    }

    @Test
    void anotherPortCanBeAsked() throws Exception {
        try (ScriptedPeer serves = ScriptedPeer.answering("ok");
                ScriptedPeer health = ScriptedPeer.answeringRaw("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                Lictor lictor = lictor("/ " + serves.target() + FAST + " health_check_port=" + health.port());
                RawClient client = RawClient.connect(lictor.port())) {
            Eventually.holds("it is out", () -> state(lictor, 0).equals("unhealthy"));
            assertThat(serves.requests()).isEmpty();
            assertThat(client.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void whoIsNotAPeerAnyMoreIsNotChecked() throws Exception {
        try (ScriptedPeer a = ScriptedPeer.answering("aa");
                ScriptedPeer b = ScriptedPeer.answering("bb");
                Lictor lictor = lictor("/ " + a.target() + FAST)) {
            Eventually.holds("a is checked", () -> !a.requests().isEmpty());
            lictor.apply(state("/ " + b.target() + FAST));
            Eventually.holds("b is checked", () -> !b.requests().isEmpty());
            Eventually.settle();
            int before = a.requests().size();
            int others = b.requests().size();
            Eventually.holds("b goes on", () -> b.requests().size() >= others + 3);
            assertThat(a.requests()).hasSize(before);
        }
    }

    @Test
    void anUpdateLeavesCheckAndScheduleOfWhoStaysAsTheyAre() throws Exception {
        AtomicBoolean up = new AtomicBoolean(false);
        String slow = " health_check=/up health_check_interval=60s";
        try (ScriptedPeer a = peer("a", up);
                ScriptedPeer b = ScriptedPeer.answering("bb");
                Lictor lictor = lictor("/ " + a.target() + "," + b.target() + slow)) {
            Eventually.holds("both are checked", () -> observer.checks().size() == 2);
            for (int n = 2; n < 6; n++) {
                // The upstream is the same one, its peers' options change.
                DesiredState state = state("/ " + a.target() + "," + b.target() + slow + " weight=" + n);
                lictor.apply(state);
                assertThat(state(lictor, 0)).isEqualTo("unhealthy");
            }
            Eventually.settle();
            assertThat(observer.checks()).hasSize(2);
            assertThat(observer.health()).hasSize(1);
        }
    }

    @Test
    void panicSendsRequestsToUnhealthyPeersAndWithoutItTheyAreAnswered502() throws Exception {
        AtomicBoolean up = new AtomicBoolean(false);
        try (ScriptedPeer a = peer("a", up);
                Lictor calm = lictor("/ " + a.target() + FAST);
                Lictor panics = lictor("/ " + a.target() + FAST + " panic=on");
                RawClient calmClient = RawClient.connect(calm.port());
                RawClient client = RawClient.connect(panics.port())) {
            Eventually.holds(
                    "out for both",
                    () -> state(calm, 0).equals("unhealthy") && state(panics, 0).equals("unhealthy"));
            assertThat(calmClient.get("/").status()).isEqualTo(502);
            assertThat(client.get("/").body()).isEqualTo("aa");
            assertThat(panics.view().upstreams().get(0).panic()).isTrue();
        }
    }

    /** Answers {@code /up} as it is told, everything else with its name twice. */
    private static ScriptedPeer peer(String name, AtomicBoolean up) {
        return ScriptedPeer.start(connection -> {
            while (true) {
                boolean check = connection.readRequest().requestLine().startsWith("GET /up ");
                connection.send(check && !up.get() ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n" : OK + name + name);
            }
        });
    }

    private Lictor lictor(String route) throws Exception {
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(1)
                .observer(observer)
                .state(state(route))
                .start();
    }

    private static DesiredState state(String... routes) throws SpecException {
        List<RouteSpec> specs = new ArrayList<>();
        for (String route : routes) {
            specs.add(RouteParser.parse(route, "test"));
        }
        return StaticRoutes.desired(specs);
    }

    private static List<PeerView> peers(Lictor lictor) {
        return lictor.view().upstreams().get(0).peers();
    }

    private static String state(Lictor lictor, int peer) {
        return peers(lictor).get(peer).state();
    }
}
