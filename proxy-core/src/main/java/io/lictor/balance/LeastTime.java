package io.lictor.balance;

import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import org.jspecify.annotations.Nullable;

/**
 * The shortest expected wait by weight: the average time to a response's head, times the attempts under way.
 *
 * <p>Confined to its loop.
 */
public final class LeastTime implements Balancer {

    private final Least least;

    /**
     * A balancer for one upstream on one loop.
     *
     * @param loop how many picks to start ahead of loop 0
     */
    public LeastTime(int loop) {
        least = new Least(loop, (peer, now) -> peer.expectedMicros(now));
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now) {
        return least.pick(peers, tried, now);
    }

    @Override
    public void failed(Peer peer) {
        least.failed(peer);
    }
}
