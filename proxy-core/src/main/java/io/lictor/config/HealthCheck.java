package io.lictor.config;

/**
 * An active health check: what a peer is asked, how often, and how its answers are judged. nginx Plus's {@code
 * health_check}, with its defaults. Times are milliseconds.
 *
 * @param kind whether a peer is asked at all, and how
 * @param uri {@code uri}: what is asked for, for {@link Kind#HTTP}; else empty
 * @param intervalMillis {@code interval}: from the end of one check to the next
 * @param jitterMillis {@code jitter}: up to so much more, at random
 * @param timeoutMillis how long one check may take in all; ours: nginx has the timeouts of the location
 * @param fails {@code fails}: failed checks in a row that make a peer unhealthy
 * @param passes {@code passes}: passed checks in a row that make it healthy again
 * @param port {@code port}: where the peer is asked; 0 = where it serves
 * @param match {@code match}: which answers pass
 */
public record HealthCheck(
        Kind kind,
        String uri,
        long intervalMillis,
        long jitterMillis,
        long timeoutMillis,
        int fails,
        int passes,
        int port,
        HealthMatch match) {

    /** How a peer is asked. */
    public enum Kind {
        /** It is not. */
        OFF,
        /** {@code GET uri}, over a connection of its own. */
        HTTP,
        /** A connection that can be made is enough. */
        TCP
    }

    /** No check: {@code health_check=off}. */
    public static final HealthCheck OFF = new HealthCheck(Kind.OFF, "", 5_000, 0, 5_000, 1, 1, 0, HealthMatch.DEFAULT);

    /** {@code GET uri} with nginx's defaults. */
    public static HealthCheck http(String uri) {
        return new HealthCheck(Kind.HTTP, uri, OFF.intervalMillis, 0, OFF.timeoutMillis, 1, 1, 0, HealthMatch.DEFAULT);
    }

    public HealthCheck withCounts(int newFails, int newPasses) {
        return new HealthCheck(
                kind, uri, intervalMillis, jitterMillis, timeoutMillis, newFails, newPasses, port, match);
    }

    public boolean isOn() {
        return kind != Kind.OFF;
    }
}
