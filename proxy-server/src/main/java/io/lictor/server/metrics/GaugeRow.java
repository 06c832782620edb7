package io.lictor.server.metrics;

import java.util.Map;

/**
 * One value of a metric that is read when somebody scrapes.
 *
 * @param metric the metric's name, {@code upstream.peers}; rows of one metric have the same label names
 * @param labels the labels that tell it from the metric's other rows
 * @param value its value now
 */
public record GaugeRow(String metric, Map<String, String> labels, double value) {

    public GaugeRow {
        labels = Map.copyOf(labels);
    }
}
