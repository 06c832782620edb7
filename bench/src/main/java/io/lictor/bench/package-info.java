/**
 * Measurements of single parts with JMH, run by hand: never part of a build's verdict.
 *
 * <p>Job: to say what a pick costs. May depend on anything.
 */
@NullMarked
package io.lictor.bench;

import org.jspecify.annotations.NullMarked;
