/**
 * HTTP's rules without channels: heads, fields, framing, targets.
 *
 * <p>Job: what RFC 9110 and RFC 9112 say, as plain classes. May depend on {@code config}.
 */
@NullMarked
package io.lictor.http;

import org.jspecify.annotations.NullMarked;
