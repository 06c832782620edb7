/**
 * Host names of peers: what they are resolved to, kept up to date.
 *
 * <p>Job: to ask a DNS server again when the time of an answer is over, to keep the last good answer, and to write it into a
 * desired state. On a thread of its own, off the data loops. May depend on {@code config} and {@code clock}; the only package
 * that knows Netty's resolver.
 */
@NullMarked
package io.lictor.names;

import org.jspecify.annotations.NullMarked;
