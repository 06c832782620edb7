package io.lictor.server.metrics;

import io.lictor.observe.LoopObserver;
import io.lictor.observe.Observer;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy counts, as Prometheus reads it.
 *
 * <p>Any thread. The loops count from the start; the meters are made when somebody scrapes for the first time, which keeps
 * Micrometer out of the start and away from whoever does not scrape.
 */
public final class Metrics implements Observer, AutoCloseable {

    private final Sums sums = new Sums();
    private final Supplier<List<GaugeRow>> gauges;
    private final LongSupplier droppedLogLines;
    private @Nullable Meters meters;
    private boolean closed;

    /**
     * Counts nothing yet.
     *
     * @param gauges the values that others know; asked at each scrape
     * @param droppedLogLines how many lines of the access log were dropped
     */
    public Metrics(Supplier<List<GaugeRow>> gauges, LongSupplier droppedLogLines) {
        this.gauges = gauges;
        this.droppedLogLines = droppedLogLines;
    }

    @Override
    public LoopObserver forLoop(int loop) {
        return sums.newLoop();
    }

    /** All metrics in the Prometheus text format, version 0.0.4. */
    public synchronized String scrape() {
        if (closed) {
            return "";
        }
        Meters current = meters;
        if (current == null) {
            current = new Meters(sums, droppedLogLines);
            meters = current;
        }
        return current.scrape(gauges.get());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (meters != null) {
            meters.close();
        }
    }
}
