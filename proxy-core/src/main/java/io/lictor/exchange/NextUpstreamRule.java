package io.lictor.exchange;

import io.lictor.config.NextUpstream;
import io.lictor.config.RouteOptions;

/**
 * Whether another peer is tried: the whole retry policy in one place, as nginx has it in
 * {@code ngx_http_upstream_next}. Without state or effects.
 */
final class NextUpstreamRule {

    private NextUpstreamRule() {}

    /**
     * What is known when an attempt ended without a response that can be passed on.
     *
     * @param requestSent whether a byte of the request was handed to the peer's connection
     * @param nonIdempotent whether sending it twice may do something twice
     * @param replayable whether the request can be sent again from its start
     * @param tries attempts that count so far, this one included
     * @param untried whether the newest set has a peer that is not {@code down} and was not tried
     * @param elapsedMillis since the first attempt began
     */
    record Situation(
            boolean requestSent,
            boolean nonIdempotent,
            boolean replayable,
            int tries,
            boolean untried,
            long elapsedMillis) {}

    /** Whether to try the next peer after {@code failure}. */
    static boolean permits(Failure failure, RouteOptions options, Situation now) {
        return (failure == Failure.STALE || options.nextUpstreamOn(failure.reason())) && permitsAnother(options, now);
    }

    /** Whether to try the next peer though {@code status} came: only when it is listed. */
    static boolean permits(int status, RouteOptions options, Situation now) {
        return (options.nextUpstream() & NextUpstream.bitOfStatus(status)) != 0 && permitsAnother(options, now);
    }

    /**
     * Whether a try after {@code failure} is outside {@code retry_budget}: what failed cost the peer nothing, or was the last
     * that it could fail for now, which bounds them as well.
     *
     * @param requestSent whether a byte of the request was handed to the peer's connection
     * @param peerOut whether the failure counts, and leaves the peer out for {@code fail_timeout}
     */
    static boolean isFree(Failure failure, boolean requestSent, boolean peerOut) {
        return !requestSent || failure == Failure.STALE || peerOut;
    }

    /**
     * Whether a request of which a byte was handed to a peer's connection may ever be sent to another: not when the peer may
     * have done what was asked, though it did not say so.
     *
     * @param nonIdempotent whether doing it twice may be more than doing it once
     */
    static boolean permitsRepeating(boolean nonIdempotent, RouteOptions options) {
        return !nonIdempotent || options.nextUpstreamOn(NextUpstream.NON_IDEMPOTENT);
    }

    private static boolean permitsAnother(RouteOptions options, Situation now) {
        // The start of the request is gone: it cannot be sent again.
        if (!now.replayable()) {
            return false;
        }
        if (now.requestSent() && !permitsRepeating(now.nonIdempotent(), options)) {
            return false;
        }
        // Every peer once, and no more tries than the route allows. The set may have shrunk since the first try.
        if (!now.untried() || options.nextUpstreamTries() > 0 && now.tries() >= options.nextUpstreamTries()) {
            return false;
        }
        return options.nextUpstreamTimeoutMillis() == 0 || now.elapsedMillis() < options.nextUpstreamTimeoutMillis();
    }
}
