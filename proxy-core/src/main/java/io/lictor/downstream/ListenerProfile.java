package io.lictor.downstream;

import io.lictor.config.ListenerOptions;
import io.lictor.http1.HeadLimits;

/**
 * What all connections of one listener have in common. Immutable.
 *
 * @param options how they are treated
 * @param limits how large a request's head may be
 */
record ListenerProfile(ListenerOptions options, HeadLimits limits) {

    static ListenerProfile of(ListenerOptions options) {
        int line = options.headerBufferSize();
        return new ListenerProfile(options, new HeadLimits(line, line * options.headerBuffers(), options.maxHeaders()));
    }

    /** Whether the answer to the request of this number, from 1, ends its connection. */
    boolean isLast(long request) {
        return request >= options.keepaliveRequests() || options.keepaliveTimeoutMillis() == 0;
    }
}
