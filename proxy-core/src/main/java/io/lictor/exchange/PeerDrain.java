package io.lictor.exchange;

import io.lictor.clock.LoopTimer;
import io.lictor.upstream.Peer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is under way at peers that left, when their {@code drain_timeout} has passed.
 *
 * <p>Confined to its worker's event loop.
 */
final class PeerDrain {

    /*
     * nginx has this for a whole worker only (worker_shutdown_timeout). Until the deadline nothing is done, and a peer that
     * stays after all has another deadline, or none, when it comes.
     */

    private static final Logger log = LoggerFactory.getLogger("io.lictor.peers");

    private final Worker worker;

    PeerDrain(Worker worker) {
        this.worker = worker;
    }

    /** Waits for the deadline of {@code peer}. */
    void begin(Peer peer) {
        long deadline = peer.drainDeadline();
        worker.timers().nanos();
        long wait = Math.max(0, deadline - worker.timers().coarseMillis());
        worker.timers().arm(LoopTimer.of(() -> deadlinePassed(peer, deadline)), wait);
    }

    private void deadlinePassed(Peer peer, long deadline) {
        if (peer.drainDeadline() != deadline || peer.inFlight() == 0) {
            return;
        }
        int cut = worker.cutAt(peer);
        if (cut > 0) {
            log.warn(
                    "upstream={} peer={} drain_timeout passed, cut={} on this worker",
                    peer.upstream(),
                    peer.endpoint(),
                    cut);
            worker.observer().peerDrained(peer.upstream(), peer.endpoint().address(), cut);
        }
    }
}
