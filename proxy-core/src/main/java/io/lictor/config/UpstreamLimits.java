package io.lictor.config;

/**
 * What an upstream may be asked at most, and what then waits: {@code queue} as in nginx Plus, the others ours.
 *
 * @param retryBudget of the requests under way, how many in a hundred may be second tries that cost a peer something;
 *     {@link #NO_BUDGET} = any number, as in nginx
 * @param queue requests that may wait when every peer is at {@code max_conns}; 0 = none
 * @param queueTimeoutMillis how long each may wait, in milliseconds
 * @param maxConnecting connections that are being made to one peer at once on one event loop
 */
public record UpstreamLimits(int retryBudget, int queue, long queueTimeoutMillis, int maxConnecting) {

    /** {@code retry_budget=off}. */
    public static final int NO_BUDGET = -1;

    /** {@code retry_budget=20% queue=0 queue_timeout=60s max_connecting=64}. */
    public static final UpstreamLimits DEFAULT = new UpstreamLimits(20, 0, 60_000, 64);

    public UpstreamLimits withRetryBudget(int newRetryBudget) {
        return new UpstreamLimits(newRetryBudget, queue, queueTimeoutMillis, maxConnecting);
    }

    public UpstreamLimits withQueue(int newQueue) {
        return new UpstreamLimits(retryBudget, newQueue, queueTimeoutMillis, maxConnecting);
    }
}
