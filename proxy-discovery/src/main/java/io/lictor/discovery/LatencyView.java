package io.lictor.discovery;

/**
 * How long what a registry says took until the engine had it, since the start.
 *
 * @param count how many states were told that an answer had changed
 * @param totalMillis the longest wait of an answer in each of them, summed
 * @param lastMillis that of the last one
 * @param mostMillis that of the slowest one
 */
public record LatencyView(long count, long totalMillis, long lastMillis, long mostMillis) {

    /** Nothing was told yet. */
    public static final LatencyView NOTHING = new LatencyView(0, 0, 0, 0);
}
