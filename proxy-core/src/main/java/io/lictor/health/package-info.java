/**
 * Active health checks: peers are asked by themselves whether they are well.
 *
 * <p>Job: one check an endpoint and kind of check, on one event loop each, whose results go to every peer that shares it. What
 * a result means for a peer is decided in {@code upstream}. May depend on {@code upstream}, {@code http1}, {@code http},
 * {@code config}, {@code clock} and {@code observe}.
 */
@NullMarked
package io.lictor.health;

import org.jspecify.annotations.NullMarked;
