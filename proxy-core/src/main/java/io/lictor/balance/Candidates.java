package io.lictor.balance;

import io.lictor.upstream.Eligibility;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;

/** Which peers a pick may take: what every method asks before it compares. Without state: any thread. */
final class Candidates {

    /** Up to how many peers a pick looks at all of them. */
    static final int EXACT_UP_TO = 256;

    /** As nginx: so many peers that were hashed or drawn and could not be taken, then it is round robin's turn. */
    static final int MOST_TRIES = 21;

    private Candidates() {}

    /** Whether {@code member} is of the {@code n}th tier that the set has, counted from 0. */
    static boolean isOfTier(PeerSet peers, PeerSet.Member member, int n) {
        return peers.tiers() == 1 || member.options().tier() == peers.tier(n);
    }

    /** Whether {@code member} may be taken for a request that is not bound to it. */
    static boolean mayTake(PeerSet peers, PeerSet.Member member, TriedPeers tried, long now) {
        return mayTake(peers, member, false, tried, now);
    }

    /** Whether {@code member} may be taken for a request that a cookie has bound to it. */
    static boolean mayTakeBound(PeerSet peers, PeerSet.Member member, TriedPeers tried, long now) {
        return mayTake(peers, member, true, tried, now);
    }

    /** Begins an attempt at {@code member}; false when another loop was faster, and it may not be taken any more. */
    static boolean reserve(PeerSet peers, PeerSet.Member member, long now) {
        return peers.isSingle()
                ? member.peer().reserveUnjudged(member.options())
                : member.peer().reserve(member.options(), now);
    }

    private static boolean mayTake(PeerSet peers, PeerSet.Member member, boolean bound, TriedPeers tried, long now) {
        Peer peer = member.peer();
        return (tried.count() == 0 || !tried.contains(peer))
                && Eligibility.admits(peers, member, bound, now)
                && peer.hasRoom(member.options());
    }
}
