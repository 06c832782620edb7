package io.lictor.engine;

/**
 * How near its bounds the engine is.
 *
 * @param connections client connections open now
 * @param maxConnections their bound
 * @param accepting whether new ones are accepted now
 * @param timesFull how often the bound was reached
 * @param idleClosed idle client connections closed to make room
 * @param acceptFailures how often accepting failed: no file descriptor left
 * @param directMemoryUsed bytes that the buffers' allocator has from the system; 0 when it does not tell
 * @param directMemoryBudget the most it can have
 * @param memoryLevel {@code normal}, {@code shrink}, {@code closed} or {@code shed}
 * @param requestsShed requests answered 503 because memory was short
 */
public record OverloadView(
        int connections,
        int maxConnections,
        boolean accepting,
        long timesFull,
        long idleClosed,
        long acceptFailures,
        long directMemoryUsed,
        long directMemoryBudget,
        String memoryLevel,
        long requestsShed) {

    /** Of an engine that is not there yet. */
    public static final OverloadView NONE = new OverloadView(0, 0, true, 0, 0, 0, 0, 0, "normal", 0);
}
