package io.lictor.http1;

/**
 * How large a head may be.
 *
 * @param line bytes of a start line or of one field line: one buffer of nginx's {@code large_client_header_buffers}
 * @param head bytes of the whole head: all those buffers
 * @param fields field lines: {@code max_headers}
 */
public record HeadLimits(int line, int head, int fields) {

    /** nginx's: 4 buffers of 8k, 1000 fields. */
    public static final HeadLimits DEFAULT = new HeadLimits(8 << 10, 32 << 10, 1000);
}
