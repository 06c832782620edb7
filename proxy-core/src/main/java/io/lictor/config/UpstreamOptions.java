package io.lictor.config;

/**
 * How an upstream chooses its peers and keeps the connections to them: nginx's directives of the upstream block.
 *
 * @param keepalive idle connections kept to one peer on one event loop; 0 keeps none. nginx counts them for the whole
 *     group (32 by default); counted per peer, a pool that grows keeps its warmth
 * @param keepaliveRequests exchanges on one connection before it is closed
 * @param keepaliveTimeoutMillis how long a connection may be idle, in milliseconds
 * @param balance how a peer is chosen
 * @param health which of the peers can be chosen
 */
public record UpstreamOptions(
        int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis, Balance balance, HealthOptions health) {

    /** {@code keepalive=256 keepalive_requests=100000 keepalive_timeout=60s balance=round_robin}. */
    public static final UpstreamOptions DEFAULT = new UpstreamOptions(256, 100_000, 60_000);

    /** Balanced by round robin. */
    public UpstreamOptions(int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis) {
        this(keepalive, keepaliveRequests, keepaliveTimeoutMillis, Balance.ROUND_ROBIN);
    }

    /** Without active checks. */
    public UpstreamOptions(int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis, Balance balance) {
        this(keepalive, keepaliveRequests, keepaliveTimeoutMillis, balance, HealthOptions.DEFAULT);
    }

    public UpstreamOptions withBalance(Balance newBalance) {
        return new UpstreamOptions(keepalive, keepaliveRequests, keepaliveTimeoutMillis, newBalance, health);
    }

    public UpstreamOptions withHealth(HealthOptions newHealth) {
        return new UpstreamOptions(keepalive, keepaliveRequests, keepaliveTimeoutMillis, balance, newHealth);
    }
}
