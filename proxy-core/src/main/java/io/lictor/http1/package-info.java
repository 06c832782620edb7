/**
 * The HTTP/1 wire: head parser and writer, chunked coding, bytes on their way out.
 *
 * <p>Job: bytes to {@link io.lictor.http.Head} and body bytes, and back (RFC 9112). May depend on {@code http} and
 * {@code config}.
 */
@NullMarked
package io.lictor.http1;

import org.jspecify.annotations.NullMarked;
