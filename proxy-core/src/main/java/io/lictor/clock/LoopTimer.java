package io.lictor.clock;

/**
 * One deadline on the wheel of {@link LoopTimers}. Its owner keeps it for good and arms it as often as it needs.
 *
 * <p>Confined to the wheel's event loop.
 */
public abstract class LoopTimer {

    /* Links of the slot's ring. A timer that is not armed points to itself. */
    LoopTimer previous = this;
    LoopTimer next = this;
    long tick;

    /** A timer that runs {@code action}. */
    public static LoopTimer of(Runnable action) {
        return new LoopTimer() {
            @Override
            protected void run() {
                action.run();
            }
        };
    }

    /** What happens when the deadline comes; the timer is not armed any more. */
    protected abstract void run();

    public final boolean isArmed() {
        return next != this;
    }

    final void linkBehind(LoopTimer slot) {
        previous = slot.previous;
        next = slot;
        slot.previous.next = this;
        slot.previous = this;
    }

    final void unlink() {
        previous.next = next;
        next.previous = previous;
        previous = this;
        next = this;
    }

    /** The ring's start: one a slot. */
    static final class Slot extends LoopTimer {
        @Override
        protected void run() {
            throw new AssertionError("a slot is no deadline");
        }
    }
}
