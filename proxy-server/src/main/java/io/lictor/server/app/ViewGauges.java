package io.lictor.server.app;

import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.engine.EngineView;
import io.lictor.engine.UpstreamView;
import io.lictor.engine.UpstreamView.PeerView;
import io.lictor.server.metrics.GaugeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The engine's and discovery's views as gauges, so that the metrics need not know either. Without state. */
final class ViewGauges {

    private static final List<String> PEER_STATES = List.of("up", "down", "ejected");

    private ViewGauges() {}

    static List<GaugeRow> of(EngineView engine, DiscoveryView discovery) {
        List<GaugeRow> rows = new ArrayList<>();
        rows.add(new GaugeRow("generation", Map.of(), engine.generation()));
        rows.add(new GaugeRow("routes", Map.of(), engine.routes().size()));
        rows.add(new GaugeRow("ready", Map.of(), discovery.ready() ? 1 : 0));
        rows.add(
                new GaugeRow("registry.problems", Map.of(), discovery.problems().size()));
        engine.upstreams().forEach(upstream -> addUpstream(rows, upstream));
        discovery.watches().forEach(watch -> addWatch(rows, watch));
        return rows;
    }

    private static void addUpstream(List<GaugeRow> rows, UpstreamView upstream) {
        for (String state : PEER_STATES) {
            long peers = upstream.peers().stream()
                    .filter(peer -> peer.state().equals(state))
                    .count();
            rows.add(new GaugeRow("upstream.peers", Map.of("upstream", upstream.name(), "state", state), peers));
        }
        rows.add(new GaugeRow("upstream.waiting", Map.of("upstream", upstream.name()), upstream.waiting()));
        for (PeerView peer : upstream.peers()) {
            Map<String, String> labels = Map.of("upstream", upstream.name(), "peer", peer.address());
            rows.add(new GaugeRow("peer.in.flight", labels, peer.inFlight()));
        }
    }

    private static void addWatch(List<GaugeRow> rows, WatchView watch) {
        rows.add(new GaugeRow("registry.watch", Map.of("watch", watch.name(), "state", watch.state()), 1));
        Map<String, String> labels = Map.of("watch", watch.name());
        rows.add(new GaugeRow("registry.watch.instances", labels, watch.instances()));
        double seconds = watch.ageMillis() < 0 ? Double.NaN : watch.ageMillis() / 1000.0;
        rows.add(new GaugeRow("registry.watch.age.seconds", labels, seconds));
    }
}
