/**
 * Balancing: one algorithm a file.
 *
 * <p>Job: implementations of {@link io.lictor.upstream.Balancer}. May depend on {@code upstream}, {@code config},
 * {@code http} and {@code clock}.
 */
@NullMarked
package io.lictor.balance;

import org.jspecify.annotations.NullMarked;
