package io.lictor.config;

/**
 * How the connections to an upstream's peers are kept: nginx's {@code keepalive*} directives of the upstream block.
 *
 * @param keepalive idle connections kept to one peer on one event loop; 0 keeps none. nginx counts them for the whole
 *     group (32 by default); counted per peer, a pool that grows keeps its warmth
 * @param keepaliveRequests exchanges on one connection before it is closed
 * @param keepaliveTimeoutMillis how long a connection may be idle, in milliseconds
 */
public record UpstreamOptions(int keepalive, long keepaliveRequests, long keepaliveTimeoutMillis) {

    /** {@code keepalive=256 keepalive_requests=100000 keepalive_timeout=60s}. */
    public static final UpstreamOptions DEFAULT = new UpstreamOptions(256, 100_000, 60_000);
}
