package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;

/**
 * Paces calls: some at once, then so many a second. Confined to its watch's thread.
 */
final class TokenBucket {

    private final Ticker ticker;
    private final double burst;
    private final double perMilli;
    private double tokens;
    private long filledAt;

    TokenBucket(Ticker ticker, int burst, double perSecond) {
        this.ticker = ticker;
        this.burst = burst;
        this.perMilli = perSecond / 1_000;
        this.tokens = burst;
        this.filledAt = ticker.millis();
    }

    /** Takes a token, on credit if need be. Returns how long to wait for it, in milliseconds. */
    long take() {
        long now = ticker.millis();
        tokens = Math.min(burst, tokens + (now - filledAt) * perMilli);
        filledAt = now;
        tokens -= 1;
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perMilli);
    }
}
