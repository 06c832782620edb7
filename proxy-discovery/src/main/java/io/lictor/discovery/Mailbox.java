package io.lictor.discovery;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the registries' threads hand to the one that decides, in order.
 *
 * <p>Any thread puts in, one runs it. Owns what waits in it.
 */
/*
 * A turn runs what waits at its beginning and no more. What is put in meanwhile is the next turn's, so that answers which
 * come as fast as they are taken in do not keep anybody from being told what they came to.
 */
final class Mailbox implements Executor {

    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable event) {
        waiting.add(event);
    }

    /** Runs what waits now, in order. Returns whether anything did. An event that fails is logged. */
    boolean turn() {
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            Runnable event = waiting.poll();
            if (event != null) {
                run(event);
            }
        }
        return count > 0;
    }

    /** Waits up to so many milliseconds for something to run, and takes it out; null when there is nothing. */
    @Nullable
    Runnable await(long waitMillis) throws InterruptedException {
        return waiting.poll(Math.max(0, waitMillis), TimeUnit.MILLISECONDS);
    }

    /** Runs {@code first}, then what waits now. */
    void turn(@Nullable Runnable first) {
        if (first != null) {
            run(first);
            turn();
        }
    }

    /** Waits so long for something to run, then runs what waits. Returns whether anything did. */
    boolean turn(long waitMillis) throws InterruptedException {
        Runnable first = await(waitMillis);
        turn(first);
        return first != null;
    }

    private static void run(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            log.error("discovery failed at an event; what it knew stands", e);
        }
    }
}
