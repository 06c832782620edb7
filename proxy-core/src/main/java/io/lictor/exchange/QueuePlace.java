package io.lictor.exchange;

import io.lictor.clock.LoopTimer;
import io.lictor.upstream.Upstream;

/**
 * The place of one exchange in the queue of an upstream: entered, and left once, by whoever comes first: a free peer,
 * {@code queue_timeout}, or the end of the exchange.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other.
 */
final class QueuePlace {

    private final PeerChoice choice;
    private final Worker worker;
    private final LoopTimer patience = LoopTimer.of(this::waitedForTooLong);
    private boolean taken;

    QueuePlace(PeerChoice choice, Worker worker) {
        this.choice = choice;
        this.worker = worker;
    }

    /** Takes the last place; false when {@code most} wait already. */
    boolean enter(int most) {
        if (!worker.queues().enter(this, most)) {
            return false;
        }
        taken = true;
        worker.timers().arm(patience, upstream().options().limits().queueTimeoutMillis());
        return true;
    }

    /** Leaves the queue; nothing happens when it is not there. */
    void leave() {
        if (taken) {
            taken = false;
            worker.timers().disarm(patience);
            worker.queues().left(this);
        }
    }

    Upstream upstream() {
        return choice.upstream();
    }

    /** Looks for a free peer. */
    PeerChoice.Outcome pick() {
        return choice.pick();
    }

    /** Whether any peer will do: then a peer that this one cannot take is for nobody. */
    boolean isUntried() {
        return choice.tried().count() == 0;
    }

    /** Goes on with what {@link #pick} found, having left. */
    void proceed(PeerChoice.Outcome outcome) {
        choice.tell(outcome);
    }

    private void waitedForTooLong() {
        leave();
        choice.tell(PeerChoice.Outcome.NONE);
    }
}
