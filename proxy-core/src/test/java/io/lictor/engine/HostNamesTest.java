package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedDns;
import io.lictor.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers that are host names. */
final class HostNamesTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    @Test
    void servesAPeerGivenByName() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .workers(1)
                        .route("/ http://localhost:" + peer.port())
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(lictor.view().upstreams().get(0).peers())
                    .anyMatch(p -> p.name().equals("localhost:" + peer.port()));
        }
    }

    @Test
    void doesNotStartWithANameThatCannotBeResolved() {
        try (ScriptedDns dns = ScriptedDns.start()) {
            assertThatThrownBy(() -> Lictor.builder()
                            .allocator(buffers)
                            .listen(0)
                            .workers(1)
                            .resolver(dns.address())
                            .route("/ http://no-such-host.invalid:80")
                            .start())
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot resolve the host name of peer no-such-host.invalid:80");
        }
    }

    @Test
    void leavesOutAPeerWhoseNameCannotBeResolvedAndNothingElseUntilItCan() throws Exception {
        FakeTicker ticker = new FakeTicker();
        try (ScriptedDns dns = ScriptedDns.start();
                ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .workers(1)
                        .ticker(ticker)
                        .resolver(dns.address())
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            RouteSpec route = RouteParser.parse("/ service:a", "test");
            lictor.apply(new DesiredState(
                    List.of(new BoundRoute(route, "a")),
                    List.of(new UpstreamSpec(
                            "a",
                            UpstreamOptions.DEFAULT,
                            List.of(
                                    new PeerSpec(new Address("late.test", peer.port()), PeerOptions.DEFAULT),
                                    new PeerSpec(new Address("127.0.0.1", peer.port()), PeerOptions.DEFAULT))))));
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(peers(lictor)).hasSize(1);

            Eventually.holds("asked for both families", () -> dns.queries() >= 2);
            dns.answer("late.test", 30, "127.0.0.2");
            // The denial must have arrived before its time can be over.
            Eventually.settle();
            ticker.advance(Duration.ofSeconds(6));
            Eventually.holds("it is there", () -> peers(lictor).size() == 2);
        }
    }

    @Test
    void followsTheAnswersAndWhoStaysKeepsItsHistory() throws Exception {
        FakeTicker ticker = new FakeTicker();
        try (ScriptedDns dns = ScriptedDns.start().answer("db.test", 10, "127.0.0.1", "127.0.0.3");
                ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .workers(1)
                        .ticker(ticker)
                        .resolver(dns.address())
                        .route("/ http://db.test:" + peer.port())
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(peers(lictor)).extracting(UpstreamView.PeerView::address).hasSize(2);
            for (int n = 0; n < 4; n++) {
                assertThat(client.get("/").body()).isEqualTo("ok");
            }
            long requests = peers(lictor).get(0).requests();
            assertThat(requests).isPositive();
            long generation = lictor.view().generation();

            dns.answer("db.test", 10, "127.0.0.1", "127.0.0.5");
            ticker.advance(Duration.ofSeconds(11));
            Eventually.holds("the other address", () -> lictor.view().generation() > generation);
            assertThat(peers(lictor))
                    .extracting(UpstreamView.PeerView::address)
                    .containsExactly("127.0.0.1:" + peer.port(), "127.0.0.5:" + peer.port());
            assertThat(peers(lictor).get(0).requests()).isEqualTo(requests);
        }
    }

    private static List<UpstreamView.PeerView> peers(Lictor lictor) {
        return lictor.view().upstreams().get(0).peers();
    }
}
