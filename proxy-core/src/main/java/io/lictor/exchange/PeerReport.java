package io.lictor.exchange;

import io.lictor.config.Address;
import io.lictor.upstream.HealthChange;
import io.lictor.upstream.HealthNews;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.Upstream;

/**
 * Tells a peer, its balancer and the observer how an attempt ended: one call an attempt.
 *
 * <p>Confined to its worker's event loop; what loops share is in {@link Peer}.
 */
final class PeerReport {

    private final Worker worker;

    PeerReport(Worker worker) {
        this.worker = worker;
    }

    /** The peer did its part. */
    void succeeded(Upstream upstream, PeerSet.Member ended) {
        Peer peer = ended.peer();
        HealthChange change = peer.succeeded(ended.options());
        if (change != HealthChange.NONE) {
            HealthNews.tell(worker.observer(), peer, change, "trial", "a response");
        }
        over(upstream, ended, "");
    }

    /** The peer failed, and that counts. */
    void failed(Upstream upstream, PeerSet.Member ended, String failure) {
        Peer peer = ended.peer();
        HealthChange change = peer.failed(ended.options(), worker.timers().coarseMillis());
        upstream.balancer(worker.number()).failed(peer);
        if (change != HealthChange.NONE) {
            HealthNews.tell(worker.observer(), peer, change, failure, failure + ", fails=" + peer.fails());
        }
        over(upstream, ended, failure);
    }

    /** The attempt ended, and says nothing of the peer. */
    void neutral(Upstream upstream, PeerSet.Member ended, String how) {
        ended.peer().abandoned();
        over(upstream, ended, how);
    }

    private void over(Upstream upstream, PeerSet.Member ended, String failure) {
        worker.observer().attemptCompleted(ended.peer().upstream(), address(ended.peer()), failure);
        // Last: who waited for the slot begins within this call.
        worker.queues().freed(upstream, ended.options().maxConns() > 0);
    }

    private static Address address(Peer peer) {
        return peer.endpoint().address();
    }
}
