/**
 * The admin server: health, the routes and upstreams as they stand, discovery, metrics.
 *
 * <p>Job: answers operators and monitoring on a port of its own, off the data loops. May depend on {@code engine} and
 * {@code discovery}.
 */
@NullMarked
package io.lictor.server.admin;

import org.jspecify.annotations.NullMarked;
