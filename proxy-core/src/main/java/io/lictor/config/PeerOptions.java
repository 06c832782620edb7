package io.lictor.config;

/**
 * How one peer is balanced and judged: the parameters of nginx's {@code server} directive, with nginx's defaults.
 *
 * @param weight relative share, 1 or more
 * @param maxFails failures within {@code failTimeoutMillis} that take the peer out; 0 = never
 * @param failTimeoutMillis both the window in which failures are counted and the time out of service, in milliseconds
 * @param down the peer is listed but never used
 * @param maxConns attempts under way at the peer at most, over all event loops; 0 = no limit
 * @param tier when its turn comes, as {@link Tier} has it; {@code backup} is {@link Tier#BACKUP}
 * @param slowStartMillis how long the peer's share grows from nearly nothing to its weight after it became available, in
 *     milliseconds; 0 = it has its weight at once
 * @param drain the peer takes only what a cookie has bound to it
 */
public record PeerOptions(
        int weight,
        int maxFails,
        long failTimeoutMillis,
        boolean down,
        int maxConns,
        int tier,
        long slowStartMillis,
        boolean drain) {

    /** nginx's defaults: {@code weight=1 max_fails=1 fail_timeout=10s max_conns=0 slow_start=0}. */
    public static final PeerOptions DEFAULT = new PeerOptions(1, 1, 10_000, false);

    public PeerOptions {
        require(weight >= 1, "weight", weight, ">= 1");
        require(maxFails >= 0, "max_fails", maxFails, ">= 0");
        require(failTimeoutMillis >= 0, "fail_timeout", failTimeoutMillis, ">= 0");
        require(maxConns >= 0, "max_conns", maxConns, ">= 0");
        require(tier >= Tier.FIRST, "tier", tier, ">= 0");
        require(slowStartMillis >= 0, "slow_start", slowStartMillis, ">= 0");
    }

    /** The parameters that every peer has; the others as by default. */
    public PeerOptions(int weight, int maxFails, long failTimeoutMillis, boolean down) {
        this(weight, maxFails, failTimeoutMillis, down, 0, Tier.FIRST, 0, false);
    }

    public PeerOptions withWeight(int newWeight) {
        return new PeerOptions(newWeight, maxFails, failTimeoutMillis, down, maxConns, tier, slowStartMillis, drain);
    }

    public PeerOptions withMaxConns(int newMaxConns) {
        return new PeerOptions(weight, maxFails, failTimeoutMillis, down, newMaxConns, tier, slowStartMillis, drain);
    }

    public PeerOptions withSlowStart(long newSlowStartMillis) {
        return new PeerOptions(weight, maxFails, failTimeoutMillis, down, maxConns, tier, newSlowStartMillis, drain);
    }

    public PeerOptions withTier(int newTier) {
        return new PeerOptions(weight, maxFails, failTimeoutMillis, down, maxConns, newTier, slowStartMillis, drain);
    }

    public PeerOptions withDown(boolean nowDown) {
        return new PeerOptions(weight, maxFails, failTimeoutMillis, nowDown, maxConns, tier, slowStartMillis, drain);
    }

    public PeerOptions withDrain(boolean nowDrain) {
        return new PeerOptions(weight, maxFails, failTimeoutMillis, down, maxConns, tier, slowStartMillis, nowDrain);
    }

    /** Whether new requests may be sent to it at all: neither {@code down} nor {@code drain}. */
    public boolean isUsable() {
        return !down && !drain;
    }

    /** Whether it is used only when no peer can be that is near and not {@code backup} itself. */
    public boolean isBackup() {
        return tier >= Tier.BACKUP;
    }

    private static void require(boolean holds, String name, long value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
