/**
 * What {@code lictor explain} says.
 *
 * <p>Job: puts together what engine and discovery say of one request, and prints it. May depend on config, explain,
 * discovery.
 */
@NullMarked
package io.lictor.server.explain;

import org.jspecify.annotations.NullMarked;
