package io.lictor.config;

/**
 * How an upstream finds out which of its peers can be used, and how far it believes it.
 *
 * @param check the active check of its peers
 * @param maxEjection {@code max_ejection}: how much of its peers may be out at once, in percent, rounded up to whole peers
 * @param panic {@code panic}: whether all are tried when all are out, in the place of a 502
 * @param drainTimeoutMillis {@code drain_timeout}: how long what is under way at a peer that leaves may go on, in
 *     milliseconds; 0 = to its end
 */
public record HealthOptions(HealthCheck check, int maxEjection, boolean panic, long drainTimeoutMillis) {

    /** {@code health_check=off max_ejection=80% panic=off drain_timeout=0}. */
    public static final HealthOptions DEFAULT = new HealthOptions(HealthCheck.OFF, 80, false, 0);

    public HealthOptions {
        if (maxEjection < 0 || maxEjection > 100) {
            throw new IllegalArgumentException("max_ejection: " + maxEjection + " (expected: 0 to 100)");
        }
    }

    public HealthOptions withCheck(HealthCheck newCheck) {
        return new HealthOptions(newCheck, maxEjection, panic, drainTimeoutMillis);
    }

    public HealthOptions withMaxEjection(int percent) {
        return new HealthOptions(check, percent, panic, drainTimeoutMillis);
    }

    public HealthOptions withPanic(boolean nowPanic) {
        return new HealthOptions(check, maxEjection, nowPanic, drainTimeoutMillis);
    }

    public HealthOptions withDrainTimeout(long millis) {
        return new HealthOptions(check, maxEjection, panic, millis);
    }
}
