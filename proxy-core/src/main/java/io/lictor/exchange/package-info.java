/**
 * The heart: one request, its attempts at peers, its response, its end.
 *
 * <p>Job: {@link io.lictor.exchange.Exchange} and what it decides by. {@code docs/exchange-states.md} has everything that
 * can happen to one. May depend on all of the core but {@code downstream} and {@code engine}.
 */
@NullMarked
package io.lictor.exchange;

import org.jspecify.annotations.NullMarked;
