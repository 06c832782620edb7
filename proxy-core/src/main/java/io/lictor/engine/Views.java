package io.lictor.engine;

import io.lictor.config.PeerOptions;
import io.lictor.route.Generation;
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
        return new EngineView(generation.number(), routes, upstreams);
    }

    private static UpstreamView upstream(Upstream upstream, PeerSet peers, long nowMillis) {
        List<UpstreamView.PeerView> views = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            views.add(peer(peers.member(i), peers.isSingle(), nowMillis));
        }
        return new UpstreamView(upstream.name(), views, upstream.waiters().count());
    }

    private static UpstreamView.PeerView peer(PeerSet.Member member, boolean single, long nowMillis) {
        Peer peer = member.peer();
        PeerOptions options = member.options();
        String state = state(member, single, nowMillis);
        return new UpstreamView.PeerView(
                peer.endpoint().address().toString(),
                state,
                options.weight(),
                options.maxFails(),
                options.failTimeoutMillis(),
                peer.fails(),
                peer.inFlight(),
                peer.requests(),
                peer.failures(),
                member.instances());
    }

    private static String state(PeerSet.Member member, boolean single, long nowMillis) {
        if (member.options().down()) {
            return "down";
        }
        if (!single && !member.peer().isAvailable(member.options(), nowMillis)) {
            return "ejected";
        }
        return member.options().drain() ? "draining" : "up";
    }
}
