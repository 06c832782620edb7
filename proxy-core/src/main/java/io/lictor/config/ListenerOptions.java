package io.lictor.config;

/**
 * How client connections are treated: nginx's directives of the server block, with its defaults. Milliseconds and bytes.
 *
 * @param clientHeaderTimeoutMillis {@code client_header_timeout}: for a whole head
 * @param clientBodyTimeoutMillis {@code client_body_timeout}: between two reads of a body
 * @param sendTimeoutMillis {@code send_timeout}: between two writes to a client
 * @param keepaliveTimeoutMillis {@code keepalive_timeout}: how long an idle connection is kept
 * @param keepaliveRequests {@code keepalive_requests}: requests on one connection
 * @param lingeringTimeMillis {@code lingering_time}: how long a refused client may go on sending
 * @param lingeringTimeoutMillis {@code lingering_timeout}: how long it may pause meanwhile
 */
public record ListenerOptions(
        long clientHeaderTimeoutMillis,
        long clientBodyTimeoutMillis,
        long sendTimeoutMillis,
        long keepaliveTimeoutMillis,
        long keepaliveRequests,
        long lingeringTimeMillis,
        long lingeringTimeoutMillis) {

    /** nginx's defaults. */
    public static final ListenerOptions DEFAULT =
            new ListenerOptions(60_000, 60_000, 60_000, 75_000, 1_000, 30_000, 5_000);
}
