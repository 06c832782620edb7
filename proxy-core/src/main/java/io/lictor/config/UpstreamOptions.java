package io.lictor.config;

/**
 * How an upstream chooses its peers and keeps the connections to them: nginx's directives of the upstream block.
 *
 * @param keepalive idle connections kept to one peer, over all event loops; 0 keeps none. nginx counts them for the whole
 *     group (32 by default) and each worker; counted per peer, a pool that grows keeps its warmth
 * @param keepaliveRequests exchanges on one connection before it is closed
 * @param keepaliveTimeoutMillis how long a connection may be idle, in milliseconds
 * @param keepaliveTimeMillis how old a connection may be when it is kept once more, in milliseconds
 * @param balance how a peer is chosen
 * @param health which of the peers can be chosen
 * @param limits how much may be under way, and wait
 * @param tls whether and how connections are made by TLS
 */
public record UpstreamOptions(
        int keepalive,
        long keepaliveRequests,
        long keepaliveTimeoutMillis,
        long keepaliveTimeMillis,
        Balance balance,
        HealthOptions health,
        UpstreamLimits limits,
        PeerTls tls) {

    /** {@code keepalive=256 keepalive_requests=100000 keepalive_timeout=60s keepalive_time=1h balance=round_robin}. */
    public static final UpstreamOptions DEFAULT = new UpstreamOptions(256, 100_000, 60_000);

    /** Balanced by round robin. */
    public UpstreamOptions(int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis) {
        this(
                keepalive,
                keepaliveRequests,
                keepaliveTimeoutMillis,
                3_600_000,
                Balance.ROUND_ROBIN,
                HealthOptions.DEFAULT,
                UpstreamLimits.DEFAULT,
                PeerTls.OFF);
    }

    /** Without active checks. */
    public UpstreamOptions(int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis, Balance balance) {
        this(
                keepalive,
                keepaliveRequests,
                keepaliveTimeoutMillis,
                3_600_000,
                balance,
                HealthOptions.DEFAULT,
                UpstreamLimits.DEFAULT,
                PeerTls.OFF);
    }

    public UpstreamOptions withBalance(Balance newBalance) {
        return new UpstreamOptions(
                keepalive,
                keepaliveRequests,
                keepaliveTimeoutMillis,
                keepaliveTimeMillis,
                newBalance,
                health,
                limits,
                tls);
    }

    public UpstreamOptions withHealth(HealthOptions newHealth) {
        return new UpstreamOptions(
                keepalive,
                keepaliveRequests,
                keepaliveTimeoutMillis,
                keepaliveTimeMillis,
                balance,
                newHealth,
                limits,
                tls);
    }

    public UpstreamOptions withLimits(UpstreamLimits newLimits) {
        return new UpstreamOptions(
                keepalive,
                keepaliveRequests,
                keepaliveTimeoutMillis,
                keepaliveTimeMillis,
                balance,
                health,
                newLimits,
                tls);
    }

    public UpstreamOptions withTls(PeerTls newTls) {
        return new UpstreamOptions(
                keepalive,
                keepaliveRequests,
                keepaliveTimeoutMillis,
                keepaliveTimeMillis,
                balance,
                health,
                limits,
                newTls);
    }
}
