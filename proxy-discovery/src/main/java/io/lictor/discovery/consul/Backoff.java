package io.lictor.discovery.consul;

import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: anything up to a bound that doubles, so that many watches do not come back as
 * one. Never gives up. Confined to its watch's thread.
 */
final class Backoff {

    static final long FIRST_MILLIS = 250;
    static final long MOST_MILLIS = 15_000;

    /** Refused: somebody must put it right, so there is no hurry. */
    static final long MOST_DENIED_MILLIS = 60_000;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Another failure. Returns how long to wait, in milliseconds. */
    long next(boolean denied) {
        // Nine doublings pass both bounds; the shift must not overflow in a year of failures.
        long bound = Math.min(FIRST_MILLIS << Math.min(failures, 9), denied ? MOST_DENIED_MILLIS : MOST_MILLIS);
        failures++;
        return random.nextLong(bound + 1);
    }

    void reset() {
        failures = 0;
    }
}
