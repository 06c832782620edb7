package io.lictor.config;

import java.util.List;

/**
 * How a route's exchanges are forwarded: nginx's {@code proxy_*} and {@code client_*} directives of a location.
 *
 * <p>Times are milliseconds between two operations, as in nginx, not totals. Sizes are bytes.
 *
 * @param connectTimeoutMillis {@code proxy_connect_timeout}
 * @param sendTimeoutMillis {@code proxy_send_timeout}: between two writes to the peer
 * @param readTimeoutMillis {@code proxy_read_timeout}: between two reads from the peer
 * @param nextUpstream {@code proxy_next_upstream} as the bits of {@link NextUpstream}
 * @param nextUpstreamTries {@code proxy_next_upstream_tries}; 0 = as many as there are peers
 * @param nextUpstreamTimeoutMillis {@code proxy_next_upstream_timeout}; 0 = no limit
 * @param clientMaxBodySize {@code client_max_body_size}; 0 = no limit, {@link #OF_LISTENER} = what the listener says
 * @param clientBodyBufferSize {@code client_body_buffer_size}: what is kept of a request body so that it can be sent
 *     again to the next peer
 * @param clientBodyTimeoutMillis {@code client_body_timeout}; {@link #OF_LISTENER} = what the listener says
 * @param clientSendTimeoutMillis {@code send_timeout}; {@link #OF_LISTENER} = what the listener says
 * @param upgrade the protocols, in lower case, that a client may switch to (RFC 9110 section 7.8); {@code websocket} by
 *     default, {@code h2c} never
 * @param rewrite what is changed in the messages
 * @param filters {@code filters}: the names of those that are asked, in their order
 * @param access {@code allow} and {@code deny}: which clients are served
 */
public record RouteOptions(
        long connectTimeoutMillis,
        long sendTimeoutMillis,
        long readTimeoutMillis,
        int nextUpstream,
        int nextUpstreamTries,
        long nextUpstreamTimeoutMillis,
        long clientMaxBodySize,
        int clientBodyBufferSize,
        long clientBodyTimeoutMillis,
        long clientSendTimeoutMillis,
        List<String> upgrade,
        RewriteOptions rewrite,
        List<String> filters,
        Access access) {

    public RouteOptions {
        upgrade = List.copyOf(upgrade);
        filters = List.copyOf(filters);
    }

    /** The route does not say: the listener does. */
    public static final long OF_LISTENER = -1;

    /** nginx's defaults; {@code client_body_buffer_size=64k}. */
    public static final RouteOptions DEFAULT = new RouteOptions(
            60_000,
            60_000,
            60_000,
            NextUpstream.ERROR.bit() | NextUpstream.TIMEOUT.bit(),
            0,
            0,
            OF_LISTENER,
            64 << 10,
            OF_LISTENER,
            OF_LISTENER,
            List.of("websocket"),
            RewriteOptions.DEFAULT,
            List.of(),
            Access.ALL);

    /** Whether {@code proxy_next_upstream} lists {@code value}. */
    public boolean nextUpstreamOn(NextUpstream value) {
        return (nextUpstream & value.bit()) != 0;
    }
}
