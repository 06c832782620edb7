package io.lictor.upstream;

import java.util.ArrayList;
import java.util.List;

/**
 * The peers that left and at which something may still be under way: as many as there are, for as long as that.
 *
 * <p>Confined to the reconciler's thread.
 */
final class Departures {

    private final int loops;
    private final List<Departure> departures = new ArrayList<>();

    Departures(int loops) {
        this.loops = loops;
    }

    /** A peer leaves at {@code now}. */
    Departure left(PeerSet.Member member, long now) {
        Departure departure = new Departure(member, now, loops);
        departures.add(departure);
        return departure;
    }

    /** A peer that had left is back. */
    void returned(Peer peer) {
        departures.removeIf(departure -> departure.member().peer() == peer);
    }

    /** Those that are not over; immutable. */
    List<Departure> current() {
        departures.removeIf(Departure::isOver);
        return List.copyOf(departures);
    }
}
