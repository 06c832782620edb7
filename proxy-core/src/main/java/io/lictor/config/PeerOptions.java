package io.lictor.config;

/**
 * How one peer is balanced and judged: the parameters of nginx's {@code server} directive, with nginx's defaults.
 *
 * @param weight relative share, 1 or more
 * @param maxFails failures within {@code failTimeoutMillis} that take the peer out; 0 = never
 * @param failTimeoutMillis both the window in which failures are counted and the time out of service, in milliseconds
 * @param down the peer is listed but never used
 */
public record PeerOptions(int weight, int maxFails, long failTimeoutMillis, boolean down) {

    /** nginx's defaults: {@code weight=1 max_fails=1 fail_timeout=10s}. */
    public static final PeerOptions DEFAULT = new PeerOptions(1, 1, 10_000, false);

    public PeerOptions {
        require(weight >= 1, "weight", weight, ">= 1");
        require(maxFails >= 0, "max_fails", maxFails, ">= 0");
        require(failTimeoutMillis >= 0, "fail_timeout", failTimeoutMillis, ">= 0");
    }

    public PeerOptions withWeight(int newWeight) {
        return new PeerOptions(newWeight, maxFails, failTimeoutMillis, down);
    }

    private static void require(boolean holds, String name, long value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
