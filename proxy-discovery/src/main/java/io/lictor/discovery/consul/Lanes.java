package io.lictor.discovery.consul;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many questions may be open at the agent at once, for a blocking query keeps a connection and Consul resets the 200th
 * from one address.
 *
 * <p>While there are fewer watches than lanes each has its own and waits long. When there are more they take turns with
 * short waits: changes are noticed within the seconds of a round then, but they are. Questions that are answered at once
 * have lanes apart, so that a new watch never stands behind long ones. Any thread; owns nothing.
 */
final class Lanes {

    /** Both kinds together stay below Consul's 200, for other programs on this machine ask it too. */
    static final int BLOCKING = 128;

    static final int PROMPT = 32;

    private static final int LONG_SECONDS = 60;
    private static final int MEDIUM_SECONDS = 5;
    private static final int TURN_SECONDS = 1;
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    private final Semaphore blocking = new Semaphore(BLOCKING, true);
    private final Semaphore prompt = new Semaphore(PROMPT, true);
    private final AtomicInteger watches = new AtomicInteger();

    void watchOpened() {
        if (watches.incrementAndGet() == BLOCKING + 1) {
            log.warn("more than {} services are watched: they take turns, changes are noticed later", BLOCKING);
        }
    }

    void watchClosed() {
        watches.decrementAndGet();
    }

    /** How long a question may stay open, so that those who have none wait for a lane no longer than can be helped. */
    int longestSeconds() {
        int count = watches.get();
        if (count > BLOCKING) {
            return TURN_SECONDS;
        }
        return count > BLOCKING * 3 / 4 ? MEDIUM_SECONDS : LONG_SECONDS;
    }

    /** What a question needs before it may be sent, to be given back after it. */
    Semaphore lane(Query query) {
        return query.index() == 0 ? prompt : blocking;
    }
}
