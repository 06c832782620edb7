package io.lictor.balance;

import io.lictor.config.Balance;
import io.lictor.http.Ascii;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import org.jspecify.annotations.Nullable;

/**
 * The same key to the same peer, as long as the set does not change: nginx's {@code hash KEY}.
 *
 * <p>Confined to its loop.
 */
public final class Hash implements Balancer {

    /*
     * ngx_http_upstream_get_hash_peer, number by number: 15 bits of the key's CRC-32 choose by weight; when that peer cannot
     * be taken, those of "1KEY", "2KEY" … are added. A request without the key is balanced by round robin.
     */

    private final RoundRobin otherwise;
    private final HashKey key;
    private final byte[] digits = new byte[2];
    private WeightRanges ranges = WeightRanges.EMPTY;

    public Hash(int loop, Balance balance) {
        otherwise = new RoundRobin(loop);
        key = new HashKey(balance);
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now) {
        return otherwise.pick(peers, tried, now);
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now, PickRequest request) {
        if (peers != ranges.peers()) {
            ranges = WeightRanges.of(peers);
        }
        if (ranges.count() < 2 || !key.read(request)) {
            return otherwise.pick(peers, tried, now);
        }
        int hash = 0;
        for (int again = 0; again < Candidates.MOST_TRIES; again++) {
            long crc = again == 0 ? key.crc() : key.crc(digits, Ascii.putDecimal(digits, 0, again));
            hash += (int) (crc >>> 16) & 0x7fff;
            PeerSet.Member member = ranges.at(hash % ranges.total());
            if (Candidates.mayTake(peers, member, tried, now) && Candidates.reserve(peers, member, now)) {
                return member;
            }
        }
        return otherwise.pick(peers, tried, now);
    }

    @Override
    public void failed(Peer peer) {
        otherwise.failed(peer);
    }
}
