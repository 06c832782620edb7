/**
 * Measurements of single parts with JMH, run by hand: never part of a build's verdict, but for what a request allocates, which
 * no noise of a machine moves.
 *
 * <p>Job: to say what a pick costs. May depend on anything.
 */
@NullMarked
package io.lictor.bench;

import org.jspecify.annotations.NullMarked;
