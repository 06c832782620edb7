/**
 * Time: where it is read and how deadlines are kept.
 *
 * <p>Job: one source of time that a test can turn by hand, and one timer wheel an event loop. May depend on nothing of
 * Lictor's.
 */
@NullMarked
package io.lictor.clock;

import org.jspecify.annotations.NullMarked;
