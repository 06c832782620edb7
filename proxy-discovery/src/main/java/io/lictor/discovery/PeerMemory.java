package io.lictor.discovery;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import java.util.List;

/**
 * The peers that were made of instances by the last composing, so that an instance that did not change gives the same
 * object again: nothing is made for it, and whoever compares it sees at once that it is the same.
 *
 * <p>Confined to the discovery thread. Keeps what the last two composings used, and an index for who gathers peers.
 */
/* By identity, as Guard keeps the object of an instance for as long as the registry says the same of it. */
final class PeerMemory {

    private final RoundMemory<Instance, PeerSpec> made = new RoundMemory<>();
    private final AddressIndex addresses = new AddressIndex();

    /** A composing begins: what the last one did not use is forgotten. */
    void next() {
        made.next();
    }

    /** The index of the next upstream's peers; the last one's is of no use any more. */
    AddressIndex addresses() {
        addresses.begin();
        return addresses;
    }

    /**
     * The peer that {@code instance} alone makes.
     *
     * @param instance one that has an address
     * @param port where it serves, 1 to 65535
     */
    PeerSpec peer(Instance instance, int port, PeerOptions options) {
        PeerSpec known = made.now(instance);
        if (known != null && isSo(known, port, options)) {
            return known;
        }
        PeerSpec last = made.before(instance);
        PeerSpec peer = last != null && isSo(last, port, options)
                ? last
                : new PeerSpec(
                        new Address(instance.address(), port),
                        options,
                        List.of(instance.id().toString()));
        made.keep(instance, peer);
        return peer;
    }

    private static boolean isSo(PeerSpec peer, int port, PeerOptions options) {
        return peer.address().port() == port && peer.options().equals(options);
    }
}
