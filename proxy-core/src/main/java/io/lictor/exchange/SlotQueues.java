package io.lictor.exchange;

import io.lictor.upstream.Upstream;
import io.lictor.upstream.Waiters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;

/**
 * The exchanges of one event loop that wait because every peer is at {@code max_conns}: nginx's {@code queue}, one line an
 * upstream, first come first served.
 *
 * <p>Confined to its loop. What loops share is in {@link Waiters}: how many wait, and where.
 */
final class SlotQueues {

    /*
     * An attempt that ends anywhere frees a slot and wakes one line, loops taking turns: this loop's own at once, another's by
     * a task there. A line that is woken looks for peers for those in it, from its head. Who was tried nowhere can take
     * what anybody can: when that one finds none, the others need not look. A line that has no use for the slot, because
     * those who waited are gone or have tried that peer, passes the wake-up on, once round the loops at most.
     *
     * A newcomer of this loop goes behind its line; one of a loop without a line may be faster than who was woken
     * elsewhere, who then stays at the head of its line until the next slot.
     */

    /** The line of one upstream. */
    private static final class Line {
        private final LinkedHashSet<QueuePlace> places = new LinkedHashSet<>();
        private boolean serving;
        private boolean again;
    }

    private final Worker worker;
    private final IntFunction<Worker> workers;
    private final Map<Upstream, Line> lines = new HashMap<>();

    /**
     * Empty queues.
     *
     * @param workers the workers of all loops, by number: to be used by way of their loops only
     */
    SlotQueues(Worker worker, IntFunction<Worker> workers) {
        this.worker = worker;
        this.workers = workers;
    }

    boolean isEmpty(Upstream upstream) {
        return lines.isEmpty() || !lines.containsKey(upstream);
    }

    /** Puts {@code place} at the end of its line; false when {@code most} wait already, over all loops. */
    boolean enter(QueuePlace place, int most) {
        if (!place.upstream().waiters().enter(worker.number(), most)) {
            return false;
        }
        lines.computeIfAbsent(place.upstream(), u -> new Line()).places.add(place);
        return true;
    }

    void left(QueuePlace place) {
        Upstream upstream = place.upstream();
        Line line = lines.get(upstream);
        if (line != null && line.places.remove(place)) {
            upstream.waiters().leave(worker.number());
            forgetIfEmpty(upstream, line);
        }
    }

    /**
     * An attempt at a peer of {@code upstream} ended on this loop.
     *
     * @param limited whether {@code max_conns} bounded the peer when the attempt began
     */
    void freed(Upstream upstream, boolean limited) {
        Waiters waiters = upstream.waiters();
        if (limited ? waiters.count() > 0 : waiters.seemAny()) {
            wake(waiters.next(), upstream, waiters.loops() - 1);
        }
    }

    /** Every line looks for peers anew: they have changed. */
    void serveAll() {
        new ArrayList<>(lines.keySet()).forEach(this::serve);
    }

    /** Gives the peers that are free to those who wait; whether the line had a use for one, or knows that none is free. */
    boolean serve(Upstream upstream) {
        Line line = lines.get(upstream);
        if (line == null) {
            return false;
        }
        line.again = true;
        if (line.serving) {
            // Within a call of ours: whoever made it goes through the line once more.
            return true;
        }
        line.serving = true;
        boolean settled = false;
        try {
            while (line.again) {
                line.again = false;
                settled |= serveOne(line);
            }
        } finally {
            line.serving = false;
            forgetIfEmpty(upstream, line);
        }
        return settled;
    }

    private boolean serveOne(Line line) {
        for (QueuePlace place : line.places) {
            PeerChoice.Outcome outcome = place.pick();
            if (outcome != PeerChoice.Outcome.FULL) {
                place.leave();
                line.again = true;
                // Last: what it does may change the line.
                place.proceed(outcome);
                return outcome == PeerChoice.Outcome.CHOSEN;
            }
            if (place.isUntried()) {
                return true;
            }
        }
        return false;
    }

    private void woken(Upstream upstream, int loopsLeft) {
        if (!serve(upstream) && loopsLeft > 0) {
            wake(upstream.waiters().behind(worker.number()), upstream, loopsLeft - 1);
        }
    }

    private void wake(int loop, Upstream upstream, int loopsLeft) {
        if (loop < 0) {
            return;
        }
        Worker other = workers.apply(loop);
        if (other == worker) {
            woken(upstream, loopsLeft);
            return;
        }
        try {
            other.loop().execute(() -> other.queues().woken(upstream, loopsLeft));
        } catch (RejectedExecutionException e) {
            // That loop has ended, and with it who waited there.
        }
    }

    private void forgetIfEmpty(Upstream upstream, Line line) {
        if (line.places.isEmpty() && !line.serving) {
            lines.remove(upstream);
        }
    }
}
