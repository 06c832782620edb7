/**
 * Traefik's tags, {@code traefik.http.…=…}, to {@link io.lictor.config.RouteSpec}.
 *
 * <p>Job: the rules of routers become host, path and condition, middlewares and services the options of Lictor's own
 * grammar, which then judges them. What cannot be used is reported by its name. May depend on {@code discovery} and core's
 * {@code config}.
 */
@NullMarked
package io.lictor.discovery.dialect.traefik;

import org.jspecify.annotations.NullMarked;
