package io.lictor.balance;

import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import org.jspecify.annotations.Nullable;

/**
 * Of two peers taken at random by weight, the one with fewer attempts under way: nginx's {@code random two least_conn}.
 *
 * <p>Confined to its loop.
 */
public final class RandomTwo implements Balancer {

    private final RoundRobin otherwise;
    private final Chance chance;
    private WeightRanges ranges = WeightRanges.EMPTY;

    /**
     * A balancer for one upstream on one loop.
     *
     * @param seed of its random numbers
     */
    public RandomTwo(int loop, long seed) {
        otherwise = new RoundRobin(loop);
        chance = new Chance(seed);
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now) {
        if (peers != ranges.peers()) {
            ranges = WeightRanges.ofFirst(peers);
        }
        PeerSet.Member first = null;
        for (int tries = 0; tries < Candidates.MOST_TRIES && ranges.count() > 1; tries++) {
            PeerSet.Member second = ranges.at(chance.below(ranges.total()));
            if (first != null && second.peer() == first.peer() || !Candidates.mayTake(peers, second, tried, now)) {
                continue;
            }
            if (first == null) {
                first = second;
                continue;
            }
            PeerSet.Member chosen = isBusier(second, first) ? first : second;
            if (Candidates.reserve(peers, chosen, now)) {
                return chosen;
            }
            first = null;
        }
        return otherwise.pick(peers, tried, now);
    }

    @Override
    public void failed(Peer peer) {
        otherwise.failed(peer);
    }

    private static boolean isBusier(PeerSet.Member one, PeerSet.Member other) {
        return (long) one.peer().inFlight() * other.options().weight()
                > (long) other.peer().inFlight() * one.options().weight();
    }
}
