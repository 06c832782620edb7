/**
 * The ways in which instances declare their own routes.
 *
 * <p>Job: tags and Meta to {@link io.lictor.config.RouteSpec}, one dialect a file. May depend on {@code discovery} and
 * core's {@code config}.
 */
@NullMarked
package io.lictor.discovery.dialect;

import org.jspecify.annotations.NullMarked;
