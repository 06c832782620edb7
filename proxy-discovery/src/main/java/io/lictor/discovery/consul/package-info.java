/**
 * Consul: the only package that knows Ecwid's client and Consul's JSON.
 *
 * <p>Job: blocking queries, what their indexes mean, errors and pacing, and what Consul's answers say about instances. May
 * depend on {@code discovery} and core's {@code clock}.
 */
@NullMarked
package io.lictor.discovery.consul;

import org.jspecify.annotations.NullMarked;
