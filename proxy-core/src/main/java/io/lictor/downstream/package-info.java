/**
 * The clients' side: listeners and client connections.
 *
 * <p>Job: bytes from clients to {@link io.lictor.exchange.Exchange}, one after the other, and the life of their
 * connections. May depend on {@code exchange}, {@code route}, {@code http1}, {@code http}, {@code config}, {@code clock}
 * and {@code observe}.
 */
@NullMarked
package io.lictor.downstream;

import org.jspecify.annotations.NullMarked;
