/**
 * Consul: the only package that knows Ecwid's client and Consul's JSON.
 *
 * <p>May depend on {@code discovery}.
 */
@NullMarked
package io.lictor.discovery.consul;

import org.jspecify.annotations.NullMarked;
