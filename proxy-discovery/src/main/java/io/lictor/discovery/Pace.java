package io.lictor.discovery;

/**
 * How long discovery rests after a turn: four times as long as it worked, up to a bound, so that it takes a fifth of a processor
 * from requests, and what changes meanwhile is one turn's work. Short turns need no rest. Without state.
 */
/*
 * Each turn composes the whole state anew, and the engine applies it: with 20,000 instances that takes some tens of
 * milliseconds, however little changed. Without a rest 50 changes a second would be as many turns.
 */
final class Pace {

    /** A turn that was shorter costs nothing. */
    static final long SHORT_MILLIS = 5;

    /** No change waits longer for this. */
    static final long MOST_MILLIS = 400;

    private static final long RESTS = 4;

    private Pace() {}

    /** The rest after a turn that took so long, in milliseconds. */
    static long restMillis(long turnNanos) {
        long millis = turnNanos / 1_000_000;
        return millis < SHORT_MILLIS ? 0 : Math.min(RESTS * millis, MOST_MILLIS);
    }
}
