package io.lictor.balance;

import io.lictor.config.Balance;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import org.jspecify.annotations.Nullable;

/**
 * The same key to the same peer; a peer that comes or leaves moves only its own share of the keys: nginx's {@code hash KEY
 * consistent}.
 *
 * <p>Confined to its loop; the {@link Ketama} ring is shared by all.
 */
public final class ConsistentHash implements Balancer {

    /*
     * ngx_http_upstream_get_chash_peer: the owner of the key's point, or of the next one that can be taken. A set that was
     * made before this method was asked for has no ring: for the moment until the next one, round robin.
     */

    private final RoundRobin otherwise;
    private final HashKey key;

    public ConsistentHash(int loop, Balance balance) {
        otherwise = new RoundRobin(loop);
        key = new HashKey(balance);
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now) {
        return otherwise.pick(peers, tried, now);
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now, PickRequest request) {
        if (peers.size() > 1 && peers.index() instanceof Ketama ring && ring.size() > 0 && key.read(request)) {
            int start = ring.find(key.crc());
            for (int tries = 0; tries < Candidates.MOST_TRIES; tries++) {
                PeerSet.Member member = peers.member(ring.owner(start + tries));
                if (Candidates.mayTake(peers, member, tried, now) && Candidates.reserve(peers, member, now)) {
                    return member;
                }
            }
        }
        return otherwise.pick(peers, tried, now);
    }

    @Override
    public void failed(Peer peer) {
        otherwise.failed(peer);
    }
}
