package io.lictor.balance;

import io.lictor.config.PeerOptions;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;

/**
 * The current and effective weights of nginx's smooth weighted round robin.
 *
 * <p>Confined to its loop. State follows the peer, not its place: a change of the set resets nothing.
 */
final class SmoothWeights {

    /*
     * ngx_http_upstream_get_peer: each available peer's current weight grows by its effective weight, the greatest is
     * chosen (the first of equals) and sinks by the sum. A failure lowers the effective weight by weight / max_fails (in
     * whole numbers), each pick raises it by one again. Current weights are in Peer.WEIGHT_UNIT: a common factor does not
     * change the order, and slow_start can grant less than a weight of 1.
     */

    private final int loop;
    private PeerSet peers = PeerSet.EMPTY;
    private long[] current = {};
    private int[] effective = {};

    /**
     * Weights of one upstream on one loop.
     *
     * @param loop how many picks to start ahead of loop 0, so that loops do not all begin at the first peer
     */
    SmoothWeights(int loop) {
        this.loop = loop;
    }

    /** Makes {@code newPeers} the set that places are of. */
    void adopt(PeerSet newPeers) {
        boolean first = peers.size() == 0;
        long[] newCurrent = new long[newPeers.size()];
        int[] newEffective = new int[newPeers.size()];
        int next = 0;
        for (int i = 0; i < newPeers.size(); i++) {
            PeerSet.Member member = newPeers.member(i);
            int weight = member.options().weight();
            int old = indexOf(member.peer(), next);
            next = old < 0 ? next : old + 1;
            newCurrent[i] = old < 0 ? 0 : current[old];
            newEffective[i] = old < 0 || peers.member(old).options().weight() != weight ? weight : effective[old];
        }
        peers = newPeers;
        current = newCurrent;
        effective = newEffective;
        if (first) {
            startAhead();
        }
    }

    /** Lets the peer at {@code i} grow; returns by how much. */
    long grow(int i, long now) {
        PeerSet.Member member = peers.member(i);
        PeerOptions options = member.options();
        long share = member.peer().shareOf(effective[i], options, now);
        current[i] += share;
        if (effective[i] < options.weight()) {
            effective[i]++;
        }
        return share;
    }

    boolean isGreater(int i, int than) {
        return current[i] > current[than];
    }

    /** The peer at {@code i} is chosen: it sinks by what all have grown. */
    void sink(int i, long total) {
        current[i] -= total;
    }

    void failed(Peer peer) {
        int i = indexOf(peer, 0);
        if (i >= 0 && peers.member(i).options().maxFails() > 0) {
            PeerOptions options = peers.member(i).options();
            effective[i] = Math.max(0, effective[i] - options.weight() / options.maxFails());
        }
    }

    private void startAhead() {
        long total = 0;
        for (int i = 0; i < peers.size(); i++) {
            total += takesPart(i) ? effective[i] : 0;
        }
        for (long n = total == 0 ? 0 : loop % total; n > 0; n--) {
            int best = -1;
            for (int i = 0; i < peers.size(); i++) {
                if (takesPart(i)) {
                    current[i] += (long) effective[i] * Peer.WEIGHT_UNIT;
                    best = best < 0 || isGreater(i, best) ? i : best;
                }
            }
            sink(best, total * Peer.WEIGHT_UNIT);
        }
    }

    private boolean takesPart(int i) {
        return peers.member(i).options().isUsable() && peers.isFirst(peers.member(i));
    }

    /** Where {@code peer} was; most often behind the one before it, so that adopting a set of n is not n × n. */
    private int indexOf(Peer peer, int hint) {
        int size = peers.size();
        for (int n = 0; n < size; n++) {
            int i = (hint + n) % size;
            if (peers.member(i).peer() == peer) {
                return i;
            }
        }
        return -1;
    }
}
