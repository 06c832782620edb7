package io.lictor.config;

import java.util.List;

/**
 * One peer an upstream should have.
 *
 * @param address where it listens
 * @param options its weight and how it is judged
 * @param instances who stands behind it, {@code DATACENTER/NODE/SERVICE-ID}, for the API; empty for a static peer
 */
public record PeerSpec(Address address, PeerOptions options, List<String> instances) {

    public PeerSpec {
        instances = List.copyOf(instances);
    }

    /** A static peer. */
    public PeerSpec(Address address, PeerOptions options) {
        this(address, options, List.of());
    }
}
