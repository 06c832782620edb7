package io.lictor.discovery;

import io.lictor.config.Address;
import io.lictor.config.PeerSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the peer of an address in a list that grows, for one list after the other.
 *
 * <p>Confined to the discovery thread. Keeps as much room as its longest list took; refers to nobody.
 */
/*
 * Open addressing over positions, so that a list of tens of thousands leaves nothing to the collector. An entry is a round
 * and a position: one of an earlier list counts as free, and nothing is cleared between a thousand short lists.
 */
final class AddressIndex {

    static final int NONE = -1;

    private static final int FIRST_ROOM = 64;
    /** What half of an entry holds. A thousand upstreams come to it in days. */
    private static final long MOST_ROUNDS = (1L << Integer.SIZE) - 1;

    private long[] entries = new long[FIRST_ROOM];
    private int size;
    private long round;

    AddressIndex() {
        this(0);
    }

    /** One that has had so many lists. */
    AddressIndex(long rounds) {
        this.round = rounds;
    }

    /** Another list begins: nothing is found. */
    void begin() {
        if (round == MOST_ROUNDS) {
            Arrays.fill(entries, 0);
            round = 0;
        }
        round++;
        size = 0;
    }

    /** Where {@code address} is in {@code peers}, of which all were {@link #add added}; {@link #NONE} when it is not. */
    int find(Address address, List<PeerSpec> peers) {
        for (int at = slot(address); isTaken(at); at = at + 1 & entries.length - 1) {
            int position = (int) entries[at];
            if (peers.get(position).address().equals(address)) {
                return position;
            }
        }
        return NONE;
    }

    /** The last of {@code peers} has been put there. */
    void add(List<PeerSpec> peers) {
        if (2 * ++size > entries.length) {
            entries = new long[2 * entries.length];
            for (int i = 0; i < peers.size() - 1; i++) {
                put(peers.get(i).address(), i);
            }
        }
        int last = peers.size() - 1;
        put(peers.get(last).address(), last);
    }

    private void put(Address address, int position) {
        int at = slot(address);
        while (isTaken(at)) {
            at = at + 1 & entries.length - 1;
        }
        entries[at] = round << Integer.SIZE | position;
    }

    private boolean isTaken(int at) {
        return entries[at] >>> Integer.SIZE == round;
    }

    private int slot(Address address) {
        int hash = address.hashCode() * 0x9e3779b9;
        return (hash ^ hash >>> 16) & entries.length - 1;
    }
}
