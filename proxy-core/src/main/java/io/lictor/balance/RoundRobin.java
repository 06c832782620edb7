package io.lictor.balance;

import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round robin: nginx's default, in nginx's order. Weights 5, 1, 1 give a a b a c a a.
 *
 * <p>Confined to its loop. On one loop the order is exactly nginx's; each further loop starts some picks later. In sets that
 * are too large to look at every peer for each pick, a {@link Timetable} gives the same shares in nearly the same order.
 */
public final class RoundRobin implements Balancer {

    private final SmoothWeights weights;
    private final Timetable timetable;
    private PeerSet peers = PeerSet.EMPTY;

    /**
     * A balancer for one upstream on one loop.
     *
     * @param loop how many picks to start ahead of loop 0
     */
    public RoundRobin(int loop) {
        weights = new SmoothWeights(loop);
        timetable = new Timetable(loop);
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet newPeers, TriedPeers tried, long now) {
        if (newPeers != peers) {
            adopt(newPeers);
        }
        while (true) {
            int chosen = choose(tried, now);
            if (chosen < 0) {
                return null;
            }
            PeerSet.Member member = peers.member(chosen);
            // Another loop may have taken the one trial, or the last room, meanwhile: then it is no candidate any more.
            if (Candidates.reserve(peers, member, now)) {
                return member;
            }
        }
    }

    @Override
    public void failed(Peer peer) {
        if (usesWeights()) {
            weights.failed(peer);
        }
    }

    private void adopt(PeerSet newPeers) {
        peers = newPeers;
        if (isLarge()) {
            timetable.adopt(newPeers);
        }
        if (usesWeights()) {
            weights.adopt(newPeers);
        }
    }

    private int choose(TriedPeers tried, long now) {
        int chosen = isLarge() ? timetable.next(tried, now) : choose(tried, now, 0);
        for (int tier = 1; chosen < 0 && tier < peers.tiers(); tier++) {
            chosen = choose(tried, now, tier);
        }
        return chosen;
    }

    private int choose(TriedPeers tried, long now, int tier) {
        int best = -1;
        long total = 0;
        for (int i = 0; i < peers.size(); i++) {
            PeerSet.Member member = peers.member(i);
            if (Candidates.isOfTier(peers, member, tier) && Candidates.mayTake(peers, member, tried, now)) {
                total += weights.grow(i, now);
                if (best < 0 || weights.isGreater(i, best)) {
                    best = i;
                }
            }
        }
        if (best >= 0) {
            weights.sink(best, total);
        }
        return best;
    }

    /** A timetable has the first tier only. */
    private boolean usesWeights() {
        return !isLarge() || peers.tiers() > 1;
    }

    private boolean isLarge() {
        return peers.size() > Candidates.EXACT_UP_TO;
    }
}
