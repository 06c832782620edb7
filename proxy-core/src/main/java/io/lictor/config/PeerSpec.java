package io.lictor.config;

import java.util.List;

/**
 * One peer an upstream should have.
 *
 * @param address where it listens
 * @param options its weight and how it is judged
 * @param instances who stands behind it, {@code DATACENTER/NODE/SERVICE-ID}, for the API; empty for a static peer
 * @param written its address as it was written: with a name where {@code address} is what the name was resolved to
 */
public record PeerSpec(Address address, PeerOptions options, List<String> instances, Address written) {

    public PeerSpec {
        instances = List.copyOf(instances);
    }

    /** A peer at the address that was written. */
    public PeerSpec(Address address, PeerOptions options, List<String> instances) {
        this(address, options, instances, address);
    }

    /** A static peer. */
    public PeerSpec(Address address, PeerOptions options) {
        this(address, options, List.of());
    }

    /** The same peer at an address that its name was resolved to. */
    public PeerSpec at(String ip) {
        return new PeerSpec(new Address(ip, address.port()), options, instances, written);
    }
}
