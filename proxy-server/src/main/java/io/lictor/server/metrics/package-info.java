/**
 * Metrics: the only package that knows Micrometer.
 *
 * <p>Job: plain counters on each event loop, summed when somebody scrapes. May depend on {@code observe} and {@code
 * config}.
 */
@NullMarked
package io.lictor.server.metrics;

import org.jspecify.annotations.NullMarked;
