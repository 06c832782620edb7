package io.lictor.discovery;

/**
 * Measures how long what a registry says takes until the engine has it: from the moment an answer came to that at which the
 * state that it changed was taken in, the time for changes to settle among it.
 *
 * <p>Confined to the discovery thread.
 */
final class ApplyLatency {

    private static final long NEVER = Long.MAX_VALUE;

    private LatencyView measured = LatencyView.NOTHING;
    private long since = NEVER;

    /** An answer of that moment changed something. */
    void changed(long answeredAt) {
        since = Math.min(since, answeredAt);
    }

    /** What changed cancelled itself out: there is nothing to tell. */
    void nothing() {
        since = NEVER;
    }

    /** The state was told and taken in. */
    void told(long now) {
        if (since == NEVER) {
            return;
        }
        long millis = Math.max(0, now - since);
        since = NEVER;
        measured = new LatencyView(
                measured.count() + 1, measured.totalMillis() + millis, millis, Math.max(measured.mostMillis(), millis));
    }

    LatencyView measured() {
        return measured;
    }
}
