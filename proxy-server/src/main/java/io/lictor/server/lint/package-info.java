/**
 * What {@code lictor lint} finds.
 *
 * <p>Job: looks at what was read from tags or a registry for what is wrong, has no effect, or was hardly meant. May depend
 * on config, config.spec, discovery.
 */
@NullMarked
package io.lictor.server.lint;

import org.jspecify.annotations.NullMarked;
