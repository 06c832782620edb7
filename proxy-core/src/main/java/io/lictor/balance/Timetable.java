package io.lictor.balance;

import io.lictor.config.PeerOptions;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import java.util.IdentityHashMap;

/**
 * Weighted round robin over many peers, at the cost of a heap's path: each peer is due every 1 / weight, and whoever is due
 * first is next.
 *
 * <p>Confined to its loop. State follows the peer, not its place.
 */
final class Timetable {

    /*
     * Peers of equal weight come in the order of the set, as in smooth weighted round robin; of different weights the shares
     * are the same and the order is nearly so. Whoever cannot be taken when due misses that turn; after many misses in a
     * row the peers are gone through one by one, so that a pick of a group that is mostly out stays one pass. slow_start
     * makes a peer skip turns rather than be due later: its share grows before its next turn. The penalty that nginx puts
     * on a weight after a failure is gone after `weight` picks, which among so many peers is less than one turn: left out.
     */

    private static final int MOST_MISSED = 64;

    /** Where times start over, before adding to them loses digits. */
    private static final double LATEST = 1 << 20;

    private final int loop;
    private PeerSet peers = PeerSet.EMPTY;
    private double[] due = {};
    private double[] credit = {};
    private int[] heap = {};
    private int size;
    private int cursor;

    Timetable(int loop) {
        this.loop = loop;
    }

    void adopt(PeerSet newPeers) {
        boolean first = size == 0;
        double time = first ? 0 : due[heap[0]];
        IdentityHashMap<Peer, Integer> before = new IdentityHashMap<>();
        for (int n = 0; n < size; n++) {
            before.put(peers.member(heap[n]).peer(), heap[n]);
        }
        double[] newDue = new double[newPeers.size()];
        double[] newCredit = new double[newPeers.size()];
        heap = new int[newPeers.size()];
        size = 0;
        for (int i = 0; i < newPeers.size(); i++) {
            PeerSet.Member member = newPeers.member(i);
            Integer old = before.get(member.peer());
            newDue[i] = (old == null ? time + 0.5 / member.options().weight() : due[old]);
            newCredit[i] = old == null ? 0 : credit[old];
            if (member.options().isUsable() && newPeers.isFirst(member)) {
                heap[size++] = i;
            }
        }
        peers = newPeers;
        due = newDue;
        credit = newCredit;
        for (int n = size / 2 - 1; n >= 0; n--) {
            siftDown(n);
        }
        for (int n = first && size > 0 ? loop % size : 0; n > 0; n--) {
            turn();
        }
    }

    /** The place of the next peer that may be taken, or -1. */
    int next(TriedPeers tried, long now) {
        for (int missed = 0; missed < MOST_MISSED && size > 0; missed++) {
            int i = turn();
            if (hasShare(i, now) && Candidates.mayTake(peers, peers.member(i), tried, now)) {
                return i;
            }
        }
        for (int n = 0; n < size; n++) {
            cursor = cursor + 1 < size ? cursor + 1 : 0;
            if (Candidates.mayTake(peers, peers.member(heap[cursor]), tried, now)) {
                return heap[cursor];
            }
        }
        return -1;
    }

    /** Who is due now; it is due again after 1 / weight. */
    private int turn() {
        int i = heap[0];
        due[i] += 1.0 / peers.member(i).options().weight();
        siftDown(0);
        if (due[heap[0]] > LATEST) {
            for (int n = 0; n < size; n++) {
                due[heap[n]] -= LATEST;
            }
        }
        return i;
    }

    private boolean hasShare(int i, long now) {
        PeerOptions options = peers.member(i).options();
        if (options.slowStartMillis() == 0) {
            return true;
        }
        double share = peers.member(i).peer().shareOf(options.weight(), options, now);
        credit[i] += share / ((double) options.weight() * Peer.WEIGHT_UNIT);
        if (credit[i] < 1) {
            return false;
        }
        credit[i] -= 1;
        return true;
    }

    private void siftDown(int from) {
        int moving = heap[from];
        int n = from;
        while (2 * n + 1 < size) {
            int child = 2 * n + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], moving)) {
                break;
            }
            heap[n] = heap[child];
            n = child;
        }
        heap[n] = moving;
    }

    private boolean isBefore(int i, int j) {
        return due[i] < due[j] || due[i] == due[j] && i < j;
    }
}
