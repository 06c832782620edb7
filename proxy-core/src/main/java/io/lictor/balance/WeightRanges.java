package io.lictor.balance;

import io.lictor.upstream.PeerSet;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Some peers of a set in a row, each as wide as its weight: which one stands at a number. One that is {@code down}
 * keeps its place, so that its absence moves nobody else's keys.
 *
 * <p>Immutable.
 */
final class WeightRanges {

    static final WeightRanges EMPTY = of(PeerSet.EMPTY);

    private final PeerSet peers;
    private final int[] places;
    private final int[] ends;

    /** All that are no backup: what a key leads to does not change because the registry has lost sight of a peer. */
    static WeightRanges of(PeerSet peers) {
        return new WeightRanges(peers, member -> !member.options().isBackup());
    }

    /** Those whose turn is first. */
    static WeightRanges ofFirst(PeerSet peers) {
        return new WeightRanges(peers, peers::isFirst);
    }

    private WeightRanges(PeerSet peers, Predicate<PeerSet.Member> takesPart) {
        this.peers = peers;
        int[] itsPlaces = new int[peers.size()];
        int[] itsEnds = new int[peers.size()];
        int count = 0;
        int end = 0;
        for (int i = 0; i < peers.size(); i++) {
            if (takesPart.test(peers.member(i))) {
                end = Math.addExact(end, peers.member(i).options().weight());
                itsPlaces[count] = i;
                itsEnds[count++] = end;
            }
        }
        places = Arrays.copyOf(itsPlaces, count);
        ends = Arrays.copyOf(itsEnds, count);
    }

    PeerSet peers() {
        return peers;
    }

    int count() {
        return ends.length;
    }

    /** The sum of the weights. */
    int total() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /** Who stands at {@code number}, 0 to {@link #total()} - 1. */
    PeerSet.Member at(int number) {
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > number) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return peers.member(places[low]);
    }
}
