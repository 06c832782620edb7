/**
 * The program's command line.
 *
 * <p>Job: reads flags and environment into settings, starts the application, handles signals. May depend on {@code config},
 * {@code engine}, {@code discovery} and the other packages of the server.
 */
@NullMarked
package io.lictor.server;

import org.jspecify.annotations.NullMarked;
