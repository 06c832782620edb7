package io.lictor.upstream;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import java.net.InetSocketAddress;

/** Peers for the stress tests, which are of this package because only it makes peers cheaply: each round needs a new one. */
final class Stressed {

    static final PeerOptions USUAL = PeerOptions.DEFAULT;
    static final PeerOptions ONE_SLOT = PeerOptions.DEFAULT.withMaxConns(1);

    /** When the trial of a {@link #peerThatIsOut} is due. */
    static final long DUE = 20_000;

    private static final Endpoint ENDPOINT = new Endpoint(new Address("127.0.0.1", 80), new InetSocketAddress(80), 2);

    private Stressed() {}

    static Peer peer() {
        return new Peer("stressed", ENDPOINT);
    }

    /** One that has failed once, at 1. */
    static Peer peerThatIsOut() {
        Peer peer = peer();
        peer.begin();
        peer.failed(USUAL, 1);
        return peer;
    }
}
