/**
 * Puts the parts together: the embedding API.
 *
 * <p>Job: {@code Lictor.builder().listen(0).route("…").start()}: event loops, listeners, the generation and its views.
 * May depend on all of the core.
 */
@NullMarked
package io.lictor.engine;

import org.jspecify.annotations.NullMarked;
