package io.lictor.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Instance;
import io.lictor.discovery.LatencyView;
import io.lictor.discovery.RegistryIdentity;
import io.lictor.discovery.RegistryTraffic;
import io.lictor.discovery.WatchMode;
import io.lictor.engine.EngineView;
import io.lictor.engine.EngineView.LeavingView;
import io.lictor.engine.OverloadView;
import io.lictor.engine.UpstreamView;
import io.lictor.engine.UpstreamView.PeerView;
import io.lictor.server.metrics.GaugeRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewGaugesTest {

    private static final EngineView ENGINE = new EngineView(
            5,
            List.of(),
            List.of(new UpstreamView("up", 1, true, List.of(peer("a:1", "up"), peer("b:1", "ejected")), 7)),
            List.of(
                    leaving("up", "c:1", 3, 1),
                    leaving("up", "c:1", 2, 2),
                    leaving("up", "d:1", 1, 0),
                    leaving("gone", "c:1", 1, 1)));

    private static final DiscoveryView DISCOVERY = new DiscoveryView(
            true,
            List.of(
                    new WatchView("catalog", "LIVE", true, 4, 1_500, ""),
                    new WatchView("service x", "INIT", true, 0, -1, "refused")),
            List.of(
                    new Problem("here", "what"),
                    new Problem("there", "what", "dc1/n1/a-1"),
                    new Problem("there too", "what", "dc1/n1/a-1")),
            List.of(
                    new DatacenterView(
                            "dc1",
                            WatchMode.SWEEP,
                            2,
                            7,
                            1,
                            2_500,
                            60_000,
                            Map.of(Instance.Status.PASSING, 20),
                            new RegistryTraffic(3, 40, 5, 6, 1, 9_000, 4, 2_500, true, 70),
                            new RegistryIdentity("dc1", "n1", "1.8.7", "http://127.0.0.1:8500")),
                    new DatacenterView("dc2", WatchMode.DIRECT, 0, 0, 0, -1, -1)),
            new LatencyView(3, 4_500, 500, 2_000));

    private final List<GaugeRow> rows = ViewGauges.of(ENGINE, OverloadView.NONE, DISCOVERY);

    @Test
    void countsThePeersOfAnUpstreamByTheirState() {
        assertThat(rows)
                .contains(
                        new GaugeRow("upstream.peers", Map.of("upstream", "up", "state", "up"), 1),
                        new GaugeRow("upstream.peers", Map.of("upstream", "up", "state", "ejected"), 1),
                        new GaugeRow("upstream.peers", Map.of("upstream", "up", "state", "down"), 0),
                        new GaugeRow("upstream.waiting", Map.of("upstream", "up"), 7),
                        new GaugeRow("upstream.peers", Map.of("upstream", "up", "state", "unhealthy"), 0),
                        new GaugeRow("upstream.panic", Map.of("upstream", "up"), 1),
                        new GaugeRow("peer.in.flight", Map.of("upstream", "up", "peer", "a:1"), 2));
    }

    @Test
    void tellsWhatIsUnderWayAtPeersThatLeft() {
        assertThat(rows)
                .contains(
                        new GaugeRow("upstream.leaving.peers", Map.of("upstream", "up"), 3),
                        new GaugeRow("upstream.leaving.peers", Map.of("upstream", "gone"), 1),
                        new GaugeRow("leaving.peer.in.flight", Map.of("upstream", "up", "peer", "c:1"), 5),
                        new GaugeRow("leaving.peer.tunnels", Map.of("upstream", "up", "peer", "c:1"), 3),
                        new GaugeRow("leaving.peer.in.flight", Map.of("upstream", "up", "peer", "d:1"), 1),
                        new GaugeRow("leaving.peer.tunnels", Map.of("upstream", "gone", "peer", "c:1"), 1));
        assertThat(rows)
                .filteredOn(row -> row.metric().equals("leaving.peer.in.flight"))
                .as("a row for each upstream and address")
                .hasSize(3);
    }

    @Test
    void tellsTheStateAndAgeOfEveryWatch() {
        assertThat(rows)
                .contains(
                        new GaugeRow("registry.watch", Map.of("watch", "catalog", "state", "LIVE"), 1),
                        new GaugeRow("registry.watch.instances", Map.of("watch", "catalog"), 4),
                        new GaugeRow("registry.watch.age.seconds", Map.of("watch", "catalog"), 1.5),
                        new GaugeRow("registry.watch.age.seconds", Map.of("watch", "service x"), Double.NaN));
    }

    @Test
    void tellsHowEachDatacenterIsWatched() {
        assertThat(rows)
                .contains(
                        new GaugeRow("registry.mode", Map.of("datacenter", "dc1", "mode", "SWEEP"), 1),
                        new GaugeRow("registry.mode", Map.of("datacenter", "dc1", "mode", "DIRECT"), 0),
                        new GaugeRow("registry.mode", Map.of("datacenter", "dc2", "mode", "DIRECT"), 1),
                        new GaugeRow("registry.held.services", Map.of("datacenter", "dc1"), 2),
                        new GaugeRow("registry.held.instances", Map.of("datacenter", "dc1"), 7),
                        new GaugeRow("registry.held.keys", Map.of("datacenter", "dc1"), 1),
                        new GaugeRow("registry.answer.age.seconds", Map.of("datacenter", "dc1"), 2.5),
                        new GaugeRow("registry.answer.age.seconds", Map.of("datacenter", "dc2"), Double.NaN),
                        new GaugeRow("registry.state.age.seconds", Map.of("datacenter", "dc1"), 60));
        assertThat(rows)
                .filteredOn(row -> row.metric().equals("registry.state.age.seconds"))
                .hasSize(1);
    }

    @Test
    void tellsWhatIsAskedOfEachRegistry() {
        Map<String, String> dc1 = Map.of("datacenter", "dc1");
        assertThat(rows)
                .contains(
                        new GaugeRow("registry.answers", Map.of("datacenter", "dc1", "result", "changed"), 3),
                        new GaugeRow("registry.answers", Map.of("datacenter", "dc1", "result", "same"), 40),
                        new GaugeRow("registry.answers", Map.of("datacenter", "dc1", "result", "denied"), 5),
                        new GaugeRow("registry.answers", Map.of("datacenter", "dc1", "result", "failed"), 6),
                        new GaugeRow("registry.answers", Map.of("datacenter", "dc2", "result", "failed"), 0),
                        new GaugeRow("registry.instances", Map.of("datacenter", "dc1", "status", "PASSING"), 20),
                        new GaugeRow("registry.index.regressions", dc1, 1),
                        new GaugeRow("registry.answer.characters", dc1, 9_000),
                        new GaugeRow("registry.questions.in.flight", dc1, 4),
                        new GaugeRow("registry.retry.delay.seconds", dc1, 2.5),
                        new GaugeRow(
                                "registry.agent",
                                Map.of(
                                        "datacenter",
                                        "dc1",
                                        "agent",
                                        "http://127.0.0.1:8500",
                                        "node",
                                        "n1",
                                        "version",
                                        "1.8.7"),
                                1),
                        new GaugeRow("registry.apply.count", Map.of(), 3),
                        new GaugeRow("registry.apply.seconds.sum", Map.of(), 4.5),
                        new GaugeRow("registry.apply.seconds.last", Map.of(), 0.5),
                        new GaugeRow("registry.apply.seconds.max", Map.of(), 2),
                        new GaugeRow("registry.leader.known", dc1, 1),
                        new GaugeRow("registry.last.contact.seconds", dc1, 0.07));
    }

    @Test
    void tellsTheWhole() {
        assertThat(rows)
                .contains(
                        new GaugeRow("generation", Map.of(), 5),
                        new GaugeRow("ready", Map.of(), 1),
                        new GaugeRow("registry.problems", Map.of(), 3),
                        new GaugeRow("registry.instance.problems", Map.of("instance_id", "dc1/n1/a-1"), 2));
    }

    private static LeavingView leaving(String upstream, String address, int inFlight, int tunnels) {
        return new LeavingView(upstream, address, address, inFlight, tunnels, 1_000, -1, List.of());
    }

    private static PeerView peer(String address, String state) {
        return new PeerView(
                address, address, state, "", 0, 1, 1, 10_000, 0, false, false, 0, 0, 2, 0, 0, 0, "", -1, List.of());
    }
}
