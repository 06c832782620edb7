/**
 * Discovery: what a registry says, judged, as the routes and upstreams there should be.
 *
 * <p>Job: the watches, the guard against implausible answers, quiescence, and the composition of
 * {@link io.lictor.config.DesiredState}. Knows no particular registry: those implement
 * {@link io.lictor.discovery.Registry}. May depend on core's {@code config}, {@code clock} and {@code observe}.
 */
@NullMarked
package io.lictor.discovery;

import org.jspecify.annotations.NullMarked;
