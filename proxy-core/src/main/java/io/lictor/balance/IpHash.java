package io.lictor.balance;

import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import org.jspecify.annotations.Nullable;

/**
 * The same client to the same peer: by the first three octets of an IPv4 address, or the whole of an IPv6 one.
 *
 * <p>Confined to its loop.
 */
public final class IpHash implements Balancer {

    /*
     * ngx_http_upstream_get_ip_hash_peer, number by number, so that clients stay where nginx had sent them. As there, the
     * hash is less than 6271: a group whose weights come to more leaves those at the end to round robin.
     */

    private static final int START = 89;
    private static final int FACTOR = 113;
    private static final int MODULUS = 6271;
    private static final int IPV4_OCTETS = 3;

    private final RoundRobin otherwise;
    private final byte[] octets = new byte[AddressOctets.MOST];
    private WeightRanges ranges = WeightRanges.EMPTY;

    public IpHash(int loop) {
        otherwise = new RoundRobin(loop);
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
        int length = AddressOctets.of(request.clientAddress(), octets);
        int used = length == 4 ? IPV4_OCTETS : length;
        int hash = START;
        for (int tries = 0; tries < Candidates.MOST_TRIES && ranges.count() > 1; tries++) {
            for (int i = 0; i < used; i++) {
                hash = (hash * FACTOR + (octets[i] & 0xff)) % MODULUS;
            }
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
