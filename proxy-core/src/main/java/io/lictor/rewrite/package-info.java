/**
 * What a route changes in the messages that pass it: fields, the path, and what leads back to it.
 *
 * <p>Job: to compile {@link io.lictor.config.RewriteOptions} once a route, and to apply the rules to heads without a
 * channel and without making anything. May depend on {@code config} and {@code http}.
 */
@NullMarked
package io.lictor.rewrite;

import org.jspecify.annotations.NullMarked;
