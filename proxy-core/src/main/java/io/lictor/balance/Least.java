package io.lictor.balance;

import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import org.jspecify.annotations.Nullable;

/**
 * The peer with the least cost by weight; among equals smooth weighted round robin: nginx's {@code least_conn} for any cost.
 *
 * <p>Confined to its loop. Looks at all peers up to {@link Candidates#EXACT_UP_TO}, at some chosen at random in larger sets.
 */
final class Least {

    /*
     * ngx_http_upstream_get_least_conn_peer. Costs are divided by weights by cross-multiplying. They are read once a pick:
     * other loops change them meanwhile, and a peer must stay equal to itself.
     *
     * In a large set the least of a few chosen at random is nearly as good as the least of all (Mitzenmacher, "The power of
     * two choices in randomized load balancing"), and loops that look at the same moment do not all choose the same one.
     */

    /** How many are looked at in a large set. */
    private static final int CHOICES = 12;

    /** What a peer costs. */
    @FunctionalInterface
    interface Cost {
        double of(Peer peer, long now);
    }

    private static final double NO_CANDIDATE = -1;

    private final Cost cost;
    private final SmoothWeights weights;
    private final Chance chance;
    private PeerSet peers = PeerSet.EMPTY;
    private double[] costs = {};
    private long[] shares = {};

    Least(int loop, Cost cost) {
        this.cost = cost;
        this.weights = new SmoothWeights(loop);
        this.chance = new Chance(loop);
    }

    PeerSet.@Nullable Member pick(PeerSet newPeers, TriedPeers tried, long now) {
        if (newPeers != peers) {
            peers = newPeers;
            weights.adopt(newPeers);
            costs = new double[newPeers.size()];
            shares = new long[newPeers.size()];
        }
        while (true) {
            int chosen = peers.size() > Candidates.EXACT_UP_TO ? some(tried, now) : -1;
            if (chosen < 0) {
                chosen = all(tried, now, 0);
            }
            for (int tier = 1; chosen < 0 && tier < peers.tiers(); tier++) {
                chosen = all(tried, now, tier);
            }
            if (chosen < 0) {
                return null;
            }
            PeerSet.Member member = peers.member(chosen);
            if (Candidates.reserve(peers, member, now)) {
                return member;
            }
        }
    }

    void failed(Peer peer) {
        weights.failed(peer);
    }

    private int all(TriedPeers tried, long now, int tier) {
        int best = -1;
        boolean many = false;
        for (int i = 0; i < peers.size(); i++) {
            if (!look(i, tried, now, tier)) {
                costs[i] = NO_CANDIDATE;
                continue;
            }
            int order = best < 0 ? -1 : compare(i, best);
            if (order < 0) {
                best = i;
                many = false;
            } else if (order == 0) {
                many = true;
            }
        }
        return many ? inTurn(best, now) : best;
    }

    /** Among those that cost as little as {@code first}, which is the first of them. */
    private int inTurn(int first, long now) {
        int best = first;
        long total = 0;
        for (int i = first; i < peers.size(); i++) {
            if (costs[i] != NO_CANDIDATE && compare(i, first) == 0) {
                total += weights.grow(i, now);
                if (weights.isGreater(i, best)) {
                    best = i;
                }
            }
        }
        weights.sink(best, total);
        return best;
    }

    private int some(TriedPeers tried, long now) {
        int best = -1;
        for (int n = 0; n < CHOICES; n++) {
            int i = chance.below(peers.size());
            if (look(i, tried, now, 0) && (best < 0 || compare(i, best) < 0)) {
                best = i;
            }
        }
        return best;
    }

    private boolean look(int i, TriedPeers tried, long now, int tier) {
        PeerSet.Member member = peers.member(i);
        if (!Candidates.isOfTier(peers, member, tier) || !Candidates.mayTake(peers, member, tried, now)) {
            return false;
        }
        costs[i] = cost.of(member.peer(), now);
        shares[i] = member.peer().shareOf(member.options().weight(), member.options(), now);
        return true;
    }

    private int compare(int i, int j) {
        return Double.compare(costs[i] * shares[j], costs[j] * shares[i]);
    }
}
