package io.lictor.engine;

import java.util.List;

/**
 * An upstream as it stands.
 *
 * @param name its name
 * @param peers its peers, in their order
 * @param waiting exchanges that wait in its {@code queue} now
 */
public record UpstreamView(String name, List<PeerView> peers, int waiting) {

    /** One in whose queue nobody waits. */
    public UpstreamView(String name, List<PeerView> peers) {
        this(name, peers, 0);
    }

    public UpstreamView {
        peers = List.copyOf(peers);
    }

    /**
     * A peer as it stands. The counters are read without a lock, each by itself.
     *
     * @param address where it listens
     * @param state {@code up}, {@code down} or {@code draining} (by its options), or {@code ejected} (by
     *     {@code max_fails})
     * @param weight its share
     * @param maxFails {@code max_fails}
     * @param failTimeoutMillis {@code fail_timeout} in milliseconds
     * @param fails failures counted now
     * @param inFlight exchanges at the peer now
     * @param requests attempts begun since the peer is known
     * @param failures attempts that failed since the peer is known
     * @param instances who stands behind it, {@code DATACENTER/NODE/SERVICE-ID}
     */
    public record PeerView(
            String address,
            String state,
            int weight,
            int maxFails,
            long failTimeoutMillis,
            int fails,
            int inFlight,
            long requests,
            long failures,
            List<String> instances) {

        public PeerView {
            instances = List.copyOf(instances);
        }
    }
}
