package io.lictor.route;

import io.lictor.upstream.Departure;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.Upstream;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * All routes and all peers at one moment: immutable, replaced as a whole by one volatile write, so a route never precedes
 * its peers and every view is consistent.
 *
 * <p>Any thread. An exchange pins its route from the generation it started in; each attempt reads the newest peers.
 */
public final class Generation {

    private final long number;
    private final RouteTable routes;
    private final IdentityHashMap<Upstream, PeerSet> peers;
    private final List<Departure> departing;

    /** A generation that no peer has left. */
    public Generation(long number, RouteTable routes, IdentityHashMap<Upstream, PeerSet> peers) {
        this(number, routes, peers, List.of());
    }

    /**
     * A generation.
     *
     * @param peers given up by the caller: not changed any more
     * @param departing who is not in {@code peers} any more, and may still have something under way
     */
    public Generation(
            long number, RouteTable routes, IdentityHashMap<Upstream, PeerSet> peers, List<Departure> departing) {
        this.number = number;
        this.routes = routes;
        this.peers = peers;
        this.departing = List.copyOf(departing);
    }

    public long number() {
        return number;
    }

    public RouteTable routes() {
        return routes;
    }

    /** The peers of {@code upstream}: none when it is not part of this generation any more. */
    public PeerSet peers(Upstream upstream) {
        return peers.getOrDefault(upstream, PeerSet.EMPTY);
    }

    /** Peers that left by this generation or before it, and at which something may have been under way since. */
    public List<Departure> departing() {
        return departing;
    }

    /** All upstreams, by name. */
    public Collection<Upstream> upstreams() {
        return peers.keySet().stream()
                .sorted(Comparator.comparing(Upstream::name))
                .toList();
    }

    /** A generation with nothing in it. */
    public static Generation empty() {
        return new Generation(0, RouteTable.of(List.of()), new IdentityHashMap<>());
    }
}
