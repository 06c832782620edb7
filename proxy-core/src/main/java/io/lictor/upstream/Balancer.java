package io.lictor.upstream;

import io.lictor.config.Balance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the peers of one upstream on one event loop.
 *
 * <p>Confined to that loop; what loops share is in {@link Peer} and in the {@link PeerIndex} of a set.
 */
public interface Balancer {

    /**
     * Chooses and reserves a peer that is not in {@code tried}, knowing nothing of the request. Who gets a peer must end
     * the attempt there by exactly one of {@link Peer#succeeded}, {@link Peer#failed} and {@link Peer#abandoned}.
     *
     * @param peers the newest set; it may differ from that of the last call
     * @param now the engine's clock in milliseconds
     * @return the chosen one, or null when none may be used
     */
    PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now);

    /** The same, for a method that looks at the request. */
    default PeerSet.@Nullable Member pick(PeerSet peers, TriedPeers tried, long now, PickRequest request) {
        return pick(peers, tried, now);
    }

    /** A peer that was chosen here has failed: nginx lowers its effective weight. */
    void failed(Peer peer);

    /**
     * Field lines, each with its CRLF, that a response from {@code chosen} gets: a cookie that binds the client to it.
     * Empty for nearly all.
     */
    default byte[] responseFields(PeerSet.Member chosen, PickRequest request) {
        return Nothing.BYTES;
    }

    /** Makes the balancers of upstreams. */
    interface Factory {

        /**
         * A new balancer.
         *
         * @param balance the method
         * @param loop the loop's number, from 0, so that loops can start at different peers
         */
        Balancer create(Balance balance, int loop);

        /**
         * What all loops' balancers of an upstream need to have worked out for a new set; null when nothing. Called by the
         * thread that reconciles.
         *
         * @param before that of the set before, to be used again if it still fits; null when there was none
         */
        default @Nullable PeerIndex index(Balance balance, List<PeerSet.Member> members, @Nullable PeerIndex before) {
            return null;
        }
    }

    /** Keeps the empty array out of the interface. */
    final class Nothing {
        private static final byte[] BYTES = {};

        private Nothing() {}
    }
}
