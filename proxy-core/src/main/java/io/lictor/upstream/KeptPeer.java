package io.lictor.upstream;

import io.lictor.config.PeerSpec;

/**
 * A peer that some round wanted: what it came of, its member and its place in the row, and the last round that wanted it.
 *
 * <p>Confined to the thread of its {@link PeerReconciler}.
 */
/* Changed in place: tens of thousands that stay would else be made anew, and copied by the collector, each round. */
final class KeptPeer {

    final Endpoints.Known endpoint;
    PeerSpec spec;
    PeerSet.Member member;
    long round;
    /** Where it is in its upstream's row; -1 before the first round. */
    int position = -1;

    KeptPeer(Endpoints.Known endpoint, PeerSpec spec, PeerSet.Member member) {
        this.endpoint = endpoint;
        this.spec = spec;
        this.member = member;
    }
}
