/**
 * Connections to endpoints, kept alive between exchanges: one pool an event loop.
 *
 * <p>May depend on {@code upstream}, {@code http1}, {@code config}, {@code clock} and {@code observe}.
 */
@NullMarked
package io.lictor.pool;

import org.jspecify.annotations.NullMarked;
