/**
 * The program put together: engine, discovery, admin server, metrics and access log, from settings.
 *
 * <p>Job: starts the parts in order, owns the threads that are not the engine's or discovery's, closes all in the reverse
 * order. May depend on {@code engine}, {@code discovery} and the other packages of the server but the command line and the
 * demo.
 */
@NullMarked
package io.lictor.server.app;

import org.jspecify.annotations.NullMarked;
