package io.lictor.config;

/**
 * How an upstream chooses its peers and keeps the connections to them: nginx's directives of the upstream block.
 *
 * @param keepalive idle connections kept to one peer on one event loop; 0 keeps none. nginx counts them for the whole
 *     group (32 by default); counted per peer, a pool that grows keeps its warmth
 * @param keepaliveRequests exchanges on one connection before it is closed
 * @param keepaliveTimeoutMillis how long a connection may be idle, in milliseconds
 * @param balance how a peer is chosen
 */
public record UpstreamOptions(int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis, Balance balance) {

    /** {@code keepalive=256 keepalive_requests=100000 keepalive_timeout=60s balance=round_robin}. */
    public static final UpstreamOptions DEFAULT = new UpstreamOptions(256, 100_000, 60_000);

    /** Balanced by round robin. */
    public UpstreamOptions(int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis) {
        this(keepalive, keepaliveRequests, keepaliveTimeoutMillis, Balance.ROUND_ROBIN);
    }

    public UpstreamOptions withBalance(Balance newBalance) {
        return new UpstreamOptions(keepalive, keepaliveRequests, keepaliveTimeoutMillis, newBalance);
    }
}
