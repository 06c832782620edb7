package io.lictor.config;

/**
 * How client connections are treated: nginx's directives of the server block, with its defaults. Milliseconds and bytes.
 *
 * @param clientHeaderTimeoutMillis {@code client_header_timeout}: for a whole head
 * @param clientBodyTimeoutMillis {@code client_body_timeout}: between two reads of a body
 * @param sendTimeoutMillis {@code send_timeout}: between two writes to a client
 * @param keepaliveTimeoutMillis {@code keepalive_timeout}: how long an idle connection is kept; 0 = not at all
 * @param keepaliveRequests {@code keepalive_requests}: requests on one connection
 * @param lingeringTimeMillis {@code lingering_time}: how long a refused client may go on sending
 * @param lingeringTimeoutMillis {@code lingering_timeout}: how long it may pause meanwhile
 * @param headerBuffers {@code large_client_header_buffers}, its number: a head may have as many times the size
 * @param headerBufferSize {@code large_client_header_buffers}, its size: what a request line or a field line may have
 * @param maxHeaders {@code max_headers}: field lines of a request
 * @param clientMaxBodySize {@code client_max_body_size} of routes that do not say otherwise; 0 = no limit
 */
public record ListenerOptions(
        long clientHeaderTimeoutMillis,
        long clientBodyTimeoutMillis,
        long sendTimeoutMillis,
        long keepaliveTimeoutMillis,
        long keepaliveRequests,
        long lingeringTimeMillis,
        long lingeringTimeoutMillis,
        int headerBuffers,
        int headerBufferSize,
        int maxHeaders,
        long clientMaxBodySize) {

    /** nginx's defaults. */
    public static final ListenerOptions DEFAULT =
            new ListenerOptions(60_000, 60_000, 60_000, 75_000, 1_000, 30_000, 5_000, 4, 8 << 10, 1_000, 1 << 20);
}
