package io.lictor.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the peers of one upstream on one event loop.
 *
 * <p>Confined to that loop; what loops share is in {@link Peer}.
 */
public interface Balancer {

    /**
     * Chooses and reserves a peer that is not in {@code tried}.
     *
     * @param peers the newest set; it may differ from that of the last call
     * @param now the engine's clock in milliseconds
     * @return the chosen one, or null when none may be used
     */
    PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now);

    /** A peer that was chosen here has failed: nginx lowers its effective weight. */
    void failed(Peer peer);

    /** Makes the balancer of an upstream for each loop. */
    @FunctionalInterface
    interface Factory {

        /**
         * A new balancer.
         *
         * @param loop the loop's number, from 0, so that loops can start at different peers
         */
        Balancer create(int loop);
    }
}
