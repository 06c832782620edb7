package io.lictor.engine;

import io.lictor.config.PeerOptions;
import io.lictor.config.Tier;
import io.lictor.route.Generation;
import io.lictor.upstream.CheckResult;
import io.lictor.upstream.Departure;
import io.lictor.upstream.Eligibility;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;

/** Makes the views of a generation. Without state: any thread. */
final class Views {

    private Views() {}

    static EngineView of(Generation generation, long nowMillis) {
        List<RouteView> routes = generation.routes().routes().stream()
                .map(route -> new RouteView(
                        route.spec().key(),
                        route.spec().target().toString(),
                        route.upstream().name(),
                        route.spec().source(),
                        route.spec().text()))
                .toList();
        List<UpstreamView> upstreams = generation.upstreams().stream()
                .map(upstream -> upstream(upstream, generation.peers(upstream), nowMillis))
                .toList();
        List<EngineView.LeavingView> leaving = generation.departing().stream()
                .filter(departure -> !departure.isOver())
                .map(departure -> leaving(departure, nowMillis))
                .toList();
        return new EngineView(generation.number(), routes, upstreams, leaving);
    }

    private static EngineView.LeavingView leaving(Departure departure, long nowMillis) {
        PeerSet.Member member = departure.member();
        Peer peer = member.peer();
        long deadline = peer.drainDeadline();
        return new EngineView.LeavingView(
                peer.upstream(),
                peer.endpoint().address().toString(),
                member.written().toString(),
                peer.inFlight(),
                peer.tunnels().count(),
                Math.max(0, nowMillis - departure.since()),
                deadline == Long.MAX_VALUE ? -1 : Math.max(0, deadline - nowMillis),
                member.instances());
    }

    private static UpstreamView upstream(Upstream upstream, PeerSet peers, long nowMillis) {
        List<UpstreamView.PeerView> views = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            views.add(peer(peers.member(i), nowMillis));
        }
        return new UpstreamView(
                upstream.name(),
                upstream.ejected(),
                upstream.isPanicking(),
                views,
                upstream.waiters().count());
    }

    private static UpstreamView.PeerView peer(PeerSet.Member member, long nowMillis) {
        Peer peer = member.peer();
        PeerOptions options = member.options();
        CheckResult check = peer.check();
        return new UpstreamView.PeerView(
                peer.endpoint().address().toString(),
                member.written().toString(),
                Eligibility.state(member).text(),
                reason(peer),
                Math.max(0, nowMillis - peer.since()),
                options.weight(),
                options.maxFails(),
                options.failTimeoutMillis(),
                options.maxConns(),
                options.isBackup(),
                Tier.isHeld(options.tier()),
                options.slowStartMillis(),
                peer.fails(),
                peer.inFlight(),
                peer.tunnels().count(),
                peer.requests(),
                peer.failures(),
                check.text(),
                check.text().isEmpty() ? -1 : Math.max(0, nowMillis - check.at()),
                member.instances());
    }

    private static String reason(Peer peer) {
        if (peer.isSpared()) {
            return "max_ejection keeps it in: " + peer.reason();
        }
        return peer.isOut() ? peer.reason() : "";
    }
}
