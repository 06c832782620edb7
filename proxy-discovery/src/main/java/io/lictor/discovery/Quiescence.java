package io.lictor.discovery;

/**
 * Decides when a change is told: what takes peers away at once, what only adds after a short quiet time, so that the
 * first answers after a start, or a deployment of many instances, arrive as one batch.
 *
 * <p>Confined to the discovery thread; owns nothing.
 */
final class Quiescence {

    /** Long enough to gather answers that are already on their way, too short to be missed by anybody. */
    static final long QUIET_MILLIS = 10;

    /** Additions that keep coming are told at least this often. */
    static final long MOST_MILLIS = 50;

    private static final long NEVER = Long.MAX_VALUE;

    private long firstChange = NEVER;
    private long due = NEVER;

    /** Something changed at {@code now}. */
    void changed(boolean urgent, long now) {
        if (firstChange == NEVER) {
            firstChange = now;
        }
        boolean overdue = due <= now;
        due = urgent || overdue ? Math.min(due, now) : Math.min(now + QUIET_MILLIS, firstChange + MOST_MILLIS);
    }

    /** Nothing is left to tell. */
    void settle() {
        firstChange = NEVER;
        due = NEVER;
    }

    /** When the change is to be told, in milliseconds; the greatest long when there is none. */
    long due() {
        return due;
    }
}
