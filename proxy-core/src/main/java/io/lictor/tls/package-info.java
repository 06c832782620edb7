/**
 * TLS to peers: the only package that knows Netty's {@code SslHandler}.
 *
 * <p>May depend on {@code config}.
 */
@NullMarked
package io.lictor.tls;

import org.jspecify.annotations.NullMarked;
