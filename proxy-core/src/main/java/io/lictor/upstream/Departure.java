package io.lictor.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer that left its upstream, until nothing is under way there any more: then its instance can be stopped.
 *
 * <p>Any thread.
 */
/*
 * A loop that has just picked it from the generation before has not counted its attempt yet. So it is not over before each
 * loop has done something after the peer left: by then what was picked before is counted.
 */
public final class Departure {

    private final PeerSet.Member member;
    private final long since;
    private final AtomicInteger loopsBehind;

    Departure(PeerSet.Member member, long since, int loops) {
        this.member = member;
        this.since = since;
        this.loopsBehind = new AtomicInteger(loops);
    }

    /** Who left, as it was in its last set. */
    public PeerSet.Member member() {
        return member;
    }

    /** When it left, in milliseconds of the engine's clock. */
    public long since() {
        return since;
    }

    /** One more loop knows that it left. Each says so once. */
    public void loopFollowed() {
        loopsBehind.decrementAndGet();
    }

    /** Whether nothing is under way there, nor will be. */
    public boolean isOver() {
        // In this order: an attempt that a loop counts before it says that it followed is seen.
        return loopsBehind.get() <= 0 && member.peer().inFlight() == 0;
    }
}
