/**
 * Routing: host and path to {@link io.lictor.route.Route}, in nginx's order, and the generation a request sees.
 *
 * <p>May depend on {@code config}, {@code http} and {@code upstream}.
 */
@NullMarked
package io.lictor.route;

import org.jspecify.annotations.NullMarked;
