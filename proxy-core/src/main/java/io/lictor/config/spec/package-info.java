/**
 * The route grammar: one text form for flags, tags, Meta and KV, and its one parser.
 *
 * <p>Job: {@code [HOST]/PATH TARGET? option=value …} to {@link io.lictor.config.RouteSpec}, with errors that name the
 * place and what was expected. May depend on {@code config} only.
 */
@NullMarked
package io.lictor.config.spec;

import org.jspecify.annotations.NullMarked;
