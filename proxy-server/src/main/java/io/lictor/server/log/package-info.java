/**
 * The access log, in nginx's {@code combined} format.
 *
 * <p>Job: lines are formatted to bytes on the event loop that ended the exchange and written to a file by one thread. May
 * depend on {@code observe} and {@code http}.
 */
@NullMarked
package io.lictor.server.log;

import org.jspecify.annotations.NullMarked;
