package io.lictor.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gauges whose rows come and go, such as the peers of an upstream by their state.
 *
 * <p>Used by one thread at a time.
 */
final class GaugeRows {

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> byMetric = new HashMap<>();

    GaugeRows(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Makes the rows what they are now: a row that is not among them any more is gone. */
    void set(List<GaugeRow> rows) {
        Map<String, List<Row<?>>> grouped = new HashMap<>();
        byMetric.keySet().forEach(metric -> grouped.put(metric, new ArrayList<>()));
        for (GaugeRow row : rows) {
            List<Tag> tags = row.labels().entrySet().stream()
                    .map(label -> Tag.of(label.getKey(), label.getValue()))
                    .toList();
            grouped.computeIfAbsent(row.metric(), metric -> new ArrayList<>()).add(Row.of(Tags.of(tags), row.value()));
        }
        grouped.forEach((metric, metricRows) -> byMetric.computeIfAbsent(
                        metric, name -> MultiGauge.builder("lictor." + name).register(registry))
                .register(metricRows, true));
    }
}
