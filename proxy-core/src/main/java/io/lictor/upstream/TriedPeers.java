package io.lictor.upstream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The peers one exchange has tried: each is tried once.
 *
 * <p>Confined to the exchange's event loop.
 */
public final class TriedPeers {

    private @Nullable Peer[] peers = new Peer[4];
    private int count;

    public boolean contains(Peer peer) {
        for (int i = 0; i < count; i++) {
            if (peers[i] == peer) {
                return true;
            }
        }
        return false;
    }

    public void add(Peer peer) {
        if (count == peers.length) {
            peers = Arrays.copyOf(peers, count * 2);
        }
        peers[count++] = peer;
    }

    /** Forgets {@code peer}: its attempt was free. */
    public void remove(Peer peer) {
        for (int i = 0; i < count; i++) {
            if (peers[i] == peer) {
                peers[i] = peers[--count];
                peers[count] = null;
                return;
            }
        }
    }

    public int count() {
        return count;
    }

    public void clear() {
        while (count > 0) {
            peers[--count] = null;
        }
    }
}
