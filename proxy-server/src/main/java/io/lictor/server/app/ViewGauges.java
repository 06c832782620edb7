package io.lictor.server.app;

import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.WatchView;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The engine's and discovery's views as gauges, so that the metrics need not know either. Without state. */
final class ViewGauges {

    private static final List<String> PEER_STATES = List.of("up", "down", "draining", "ejected", "unhealthy");

    private static final List<String> MEMORY_LEVELS = List.of("normal", "shrink", "closed", "shed");

    private ViewGauges() {}

    static List<GaugeRow> of(EngineView engine, OverloadView overload, DiscoveryView discovery) {
        List<GaugeRow> rows = new ArrayList<>();
        rows.add(new GaugeRow("generation", Map.of(), engine.generation()));
        rows.add(new GaugeRow("routes", Map.of(), engine.routes().size()));
        rows.add(new GaugeRow("ready", Map.of(), discovery.ready() ? 1 : 0));
        rows.add(
                new GaugeRow("registry.problems", Map.of(), discovery.problems().size()));
        addProblems(rows, discovery);
        addOverload(rows, overload);
        engine.upstreams().forEach(upstream -> addUpstream(rows, upstream));
        addLeaving(rows, engine.leaving());
        discovery.watches().forEach(watch -> addWatch(rows, watch));
        discovery.datacenters().forEach(datacenter -> {
            addDatacenter(rows, datacenter);
            addTraffic(rows, datacenter);
            addAgent(rows, datacenter);
        });
        addLatency(rows, discovery.latency());
        return rows;
    }

    /** An instance without problems has no row. */
    private static void addProblems(List<GaugeRow> rows, DiscoveryView discovery) {
        Map<String, Integer> counts = new TreeMap<>();
        discovery.problems().stream()
                .filter(problem -> !problem.instance().isEmpty())
                .forEach(problem -> counts.merge(problem.instance(), 1, Integer::sum));
        counts.forEach(
                (id, count) -> rows.add(new GaugeRow("registry.instance.problems", Map.of("instance_id", id), count)));
    }

    private static void addOverload(List<GaugeRow> rows, OverloadView view) {
        rows.add(new GaugeRow("client.connections.max", Map.of(), view.maxConnections()));
        rows.add(new GaugeRow("accepting", Map.of(), view.accepting() ? 1 : 0));
        rows.add(new GaugeRow("accept.failures", Map.of(), view.acceptFailures()));
        rows.add(new GaugeRow("client.connections.full", Map.of(), view.timesFull()));
        rows.add(new GaugeRow("client.connections.idle.closed", Map.of(), view.idleClosed()));
        rows.add(new GaugeRow("direct.memory.used.bytes", Map.of(), view.directMemoryUsed()));
        rows.add(new GaugeRow("direct.memory.budget.bytes", Map.of(), view.directMemoryBudget()));
        for (String level : MEMORY_LEVELS) {
            rows.add(new GaugeRow(
                    "direct.memory.level",
                    Map.of("level", level),
                    view.memoryLevel().equals(level) ? 1 : 0));
        }
        rows.add(new GaugeRow("requests.shed", Map.of(), view.requestsShed()));
    }

    private static void addUpstream(List<GaugeRow> rows, UpstreamView upstream) {
        for (String state : PEER_STATES) {
            long peers = upstream.peers().stream()
                    .filter(peer -> peer.state().equals(state))
                    .count();
            rows.add(new GaugeRow("upstream.peers", Map.of("upstream", upstream.name(), "state", state), peers));
        }
        rows.add(new GaugeRow("upstream.waiting", Map.of("upstream", upstream.name()), upstream.waiting()));
        rows.add(new GaugeRow("upstream.panic", Map.of("upstream", upstream.name()), upstream.panic() ? 1 : 0));
        for (PeerView peer : upstream.peers()) {
            Map<String, String> labels = Map.of("upstream", upstream.name(), "peer", peer.address());
            rows.add(new GaugeRow("peer.in.flight", labels, peer.inFlight()));
        }
    }

    /**
     * A peer that left has rows until nothing is under way there. One address may have left twice, by two ways to connect
     * to it: that is one row.
     */
    private static void addLeaving(List<GaugeRow> rows, List<LeavingView> leaving) {
        Map<String, Integer> peers = new TreeMap<>();
        Map<Map<String, String>, int[]> work = new LinkedHashMap<>();
        for (LeavingView peer : leaving) {
            peers.merge(peer.upstream(), 1, Integer::sum);
            int[] counts = work.computeIfAbsent(
                    Map.of("upstream", peer.upstream(), "peer", peer.address()), labels -> new int[2]);
            counts[0] += peer.inFlight();
            counts[1] += peer.tunnels();
        }
        peers.forEach((upstream, count) ->
                rows.add(new GaugeRow("upstream.leaving.peers", Map.of("upstream", upstream), count)));
        work.forEach((labels, counts) -> {
            rows.add(new GaugeRow("leaving.peer.in.flight", labels, counts[0]));
            rows.add(new GaugeRow("leaving.peer.tunnels", labels, counts[1]));
        });
    }

    private static void addWatch(List<GaugeRow> rows, WatchView watch) {
        rows.add(new GaugeRow("registry.watch", Map.of("watch", watch.name(), "state", watch.state()), 1));
        Map<String, String> labels = Map.of("watch", watch.name());
        rows.add(new GaugeRow("registry.watch.instances", labels, watch.instances()));
        rows.add(new GaugeRow("registry.watch.age.seconds", labels, seconds(watch.ageMillis())));
    }

    private static void addDatacenter(List<GaugeRow> rows, DatacenterView datacenter) {
        Map<String, String> labels = Map.of("datacenter", datacenter.name());
        for (WatchMode mode : WatchMode.values()) {
            Map<String, String> both = Map.of("datacenter", datacenter.name(), "mode", mode.name());
            rows.add(new GaugeRow("registry.mode", both, datacenter.mode() == mode ? 1 : 0));
        }
        rows.add(new GaugeRow("registry.held.services", labels, datacenter.heldServices()));
        rows.add(new GaugeRow("registry.held.instances", labels, datacenter.heldInstances()));
        rows.add(new GaugeRow("registry.held.keys", labels, datacenter.heldKeys()));
        rows.add(new GaugeRow("registry.answer.age.seconds", labels, seconds(datacenter.ageMillis())));
        if (datacenter.stateAgeMillis() >= 0) {
            rows.add(new GaugeRow("registry.state.age.seconds", labels, seconds(datacenter.stateAgeMillis())));
        }
    }

    private static void addTraffic(List<GaugeRow> rows, DatacenterView datacenter) {
        RegistryTraffic traffic = datacenter.traffic();
        Map<String, Long> answers = Map.of(
                "changed", traffic.changed(),
                "same", traffic.same(),
                "denied", traffic.denied(),
                "failed", traffic.failed());
        new TreeMap<>(answers)
                .forEach((result, count) -> rows.add(new GaugeRow(
                        "registry.answers", Map.of("datacenter", datacenter.name(), "result", result), count)));
        new TreeMap<>(datacenter.instances())
                .forEach((status, count) -> rows.add(new GaugeRow(
                        "registry.instances",
                        Map.of("datacenter", datacenter.name(), "status", status.name()),
                        count)));
        Map<String, String> labels = Map.of("datacenter", datacenter.name());
        rows.add(new GaugeRow("registry.index.regressions", labels, traffic.wentBack()));
        rows.add(new GaugeRow("registry.answer.characters", labels, traffic.characters()));
        rows.add(new GaugeRow("registry.questions.in.flight", labels, traffic.inFlight()));
        rows.add(new GaugeRow("registry.retry.delay.seconds", labels, seconds(traffic.retryDelayMillis())));
        rows.add(new GaugeRow("registry.leader.known", labels, traffic.leaderKnown() ? 1 : 0));
        rows.add(new GaugeRow("registry.last.contact.seconds", labels, seconds(traffic.lastContactMillis())));
    }

    private static void addAgent(List<GaugeRow> rows, DatacenterView datacenter) {
        RegistryIdentity agent = datacenter.agent();
        if (!agent.address().isEmpty()) {
            rows.add(new GaugeRow(
                    "registry.agent",
                    Map.of(
                            "datacenter", datacenter.name(),
                            "agent", agent.address(),
                            "node", agent.node(),
                            "version", agent.version()),
                    1));
        }
    }

    private static void addLatency(List<GaugeRow> rows, LatencyView latency) {
        rows.add(new GaugeRow("registry.apply.count", Map.of(), latency.count()));
        rows.add(new GaugeRow("registry.apply.seconds.sum", Map.of(), seconds(latency.totalMillis())));
        rows.add(new GaugeRow("registry.apply.seconds.last", Map.of(), seconds(latency.lastMillis())));
        rows.add(new GaugeRow("registry.apply.seconds.max", Map.of(), seconds(latency.mostMillis())));
    }

    /** Prometheus's word for a moment that has not been is NaN. */
    private static double seconds(long millis) {
        return millis < 0 ? Double.NaN : millis / 1000.0;
    }
}
