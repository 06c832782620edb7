package io.lictor.discovery;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The peers that were made of instances by the last composing, so that an instance that did not change gives the same
 * object again: nothing is made for it, and whoever compares it sees at once that it is the same.
 *
 * <p>Confined to the discovery thread. Keeps what the last two composings used.
 */
/* By identity, as Guard keeps the object of an instance for as long as the registry says the same of it. */
final class PeerMemory {

    private IdentityHashMap<Instance, PeerSpec> before = new IdentityHashMap<>();
    private IdentityHashMap<Instance, PeerSpec> now = new IdentityHashMap<>();

    /** A composing begins: what the last one did not use is forgotten. */
    void next() {
        before = now;
        now = new IdentityHashMap<>(before.size());
    }

    /**
     * The peer that {@code instance} alone makes.
     *
     * @param instance one that has an address
     * @param port where it serves, 1 to 65535
     */
    PeerSpec peer(Instance instance, int port, PeerOptions options) {
        PeerSpec known = now.get(instance);
        if (known != null && isSo(known, port, options)) {
            return known;
        }
        PeerSpec last = before.get(instance);
        PeerSpec peer = last != null && isSo(last, port, options)
                ? last
                : new PeerSpec(
                        new Address(instance.address(), port),
                        options,
                        List.of(instance.id().toString()));
        now.put(instance, peer);
        return peer;
    }

    private static boolean isSo(PeerSpec peer, int port, PeerOptions options) {
        return peer.address().port() == port && peer.options().equals(options);
    }
}
