package io.lictor.balance;

import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round robin: nginx's default, in nginx's order. Weights 5, 1, 1 give a a b a c a a.
 *
 * <p>Confined to its loop. On one loop the order is exactly nginx's; each further loop starts some picks later, so that
 * loops do not all begin at the first peer.
 */
public final class RoundRobin implements Balancer {

    /*
     * ngx_http_upstream_get_peer: each available peer's current weight grows by its effective weight, the greatest is
     * chosen (the first of equals) and sinks by the sum. A failure lowers the effective weight by weight / max_fails (in
     * whole numbers), each pick raises it by one again. State follows the peer, not its place: a change of the set resets
     * nothing.
     */

    private final int start;
    private PeerSet peers = PeerSet.EMPTY;
    private int[] currentWeight = {};
    private int[] effectiveWeight = {};

    /**
     * A balancer for one upstream on one loop.
     *
     * @param loop how many picks to start ahead of loop 0
     */
    public RoundRobin(int loop) {
        start = loop;
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet newPeers, TriedPeers tried, long now) {
        if (newPeers != peers) {
            boolean first = peers.size() == 0;
            adopt(newPeers);
            for (int i = first ? start % Math.max(1, totalWeight()) : 0; i > 0; i--) {
                choose(null, now);
            }
        }
        while (true) {
            PeerSet.Member chosen = choose(tried, now);
            // The trial of an ejected peer may have been taken by another loop meanwhile; then it is not available now.
            if (chosen == null || peers.isSingle() || chosen.peer().reserve(chosen.options(), now)) {
                return chosen;
            }
        }
    }

    @Override
    public void failed(Peer peer) {
        for (int i = 0; i < peers.size(); i++) {
            PeerSet.Member member = peers.member(i);
            if (member.peer() == peer && member.options().maxFails() > 0) {
                int loss = member.options().weight() / member.options().maxFails();
                effectiveWeight[i] = Math.max(0, effectiveWeight[i] - loss);
            }
        }
    }

    private PeerSet.@Nullable Member choose(@Nullable TriedPeers tried, long now) {
        boolean single = peers.isSingle();
        int best = -1;
        int total = 0;
        for (int i = 0; i < peers.size(); i++) {
            PeerSet.Member member = peers.member(i);
            if (member.options().down()
                    || tried != null && tried.count() > 0 && tried.contains(member.peer())
                    || !single && !member.peer().isAvailable(member.options(), now)) {
                continue;
            }
            currentWeight[i] += effectiveWeight[i];
            total += effectiveWeight[i];
            if (effectiveWeight[i] < member.options().weight()) {
                effectiveWeight[i]++;
            }
            if (best < 0 || currentWeight[i] > currentWeight[best]) {
                best = i;
            }
        }
        if (best < 0) {
            return null;
        }
        currentWeight[best] -= total;
        return peers.member(best);
    }

    private void adopt(PeerSet newPeers) {
        int[] newCurrent = new int[newPeers.size()];
        int[] newEffective = new int[newPeers.size()];
        for (int i = 0; i < newPeers.size(); i++) {
            PeerSet.Member member = newPeers.member(i);
            int old = indexOf(member.peer(), i);
            newCurrent[i] = old < 0 ? 0 : currentWeight[old];
            newEffective[i] = old < 0
                    ? member.options().weight()
                    : Math.min(effectiveWeight[old], member.options().weight());
            if (old >= 0
                    && peers.member(old).options().weight() != member.options().weight()) {
                newEffective[i] = member.options().weight();
            }
        }
        peers = newPeers;
        currentWeight = newCurrent;
        effectiveWeight = newEffective;
    }

    /** Where {@code peer} was; most often where it is now, so that adopting a set of n is not n × n. */
    private int indexOf(Peer peer, int hint) {
        for (int n = 0; n < peers.size(); n++) {
            int i = (hint + n) % peers.size();
            if (peers.member(i).peer() == peer) {
                return i;
            }
        }
        return -1;
    }

    private int totalWeight() {
        return Arrays.stream(effectiveWeight).sum();
    }
}
