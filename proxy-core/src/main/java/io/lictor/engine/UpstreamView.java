package io.lictor.engine;

import java.util.List;

/**
 * An upstream as it stands.
 *
 * @param name its name
 * @param ejected how many of its peers are out for their health
 * @param panic whether all are out and all are tried: {@code panic=on}
 * @param peers its peers, in their order
 * @param waiting exchanges that wait in its {@code queue} now
 */
public record UpstreamView(String name, int ejected, boolean panic, List<PeerView> peers, int waiting) {

    /** One in whose queue nobody waits. */
    public UpstreamView(String name, int ejected, boolean panic, List<PeerView> peers) {
        this(name, ejected, panic, peers, 0);
    }

    public UpstreamView {
        peers = List.copyOf(peers);
    }

    /**
     * A peer as it stands. The counters are read without a lock, each by itself.
     *
     * @param address where it listens
     * @param name its address as it was written: with the host name that {@code address} was resolved from
     * @param state {@code up}, {@code down} or {@code draining} (by its options), {@code ejected} (by {@code max_fails}),
     *     {@code unhealthy} (by its check)
     * @param reason why it is not simply up: what was seen, or what keeps it in; else empty
     * @param stateMillis for how long it is in this state, in milliseconds
     * @param weight its share
     * @param maxFails {@code max_fails}
     * @param failTimeoutMillis {@code fail_timeout} in milliseconds
     * @param maxConns {@code max_conns}; 0 = no limit
     * @param backup {@code backup}, or of another datacenter
     * @param held whether the registry does not list it any more and it is kept for now, behind those that are listed
     * @param slowStartMillis {@code slow_start} in milliseconds
     * @param fails failures counted now
     * @param inFlight exchanges at the peer now, tunnels among them
     * @param tunnels those that are tunnels
     * @param requests attempts begun since the peer is known
     * @param failures attempts that failed since the peer is known
     * @param check what its last active check saw; empty without one
     * @param checkAgeMillis how long ago that was, in milliseconds; -1 without one
     * @param instances who stands behind it, {@code DATACENTER/NODE/SERVICE-ID}
     */
    public record PeerView(
            String address,
            String name,
            String state,
            String reason,
            long stateMillis,
            int weight,
            int maxFails,
            long failTimeoutMillis,
            int maxConns,
            boolean backup,
            boolean held,
            long slowStartMillis,
            int fails,
            int inFlight,
            int tunnels,
            long requests,
            long failures,
            String check,
            long checkAgeMillis,
            List<String> instances) {

        public PeerView {
            instances = List.copyOf(instances);
        }
    }
}
