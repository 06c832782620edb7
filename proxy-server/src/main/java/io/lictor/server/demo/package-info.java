/**
 * {@code lictor demo}: the whole story on one machine.
 *
 * <p>Job: a Consul, small web services in processes of their own, and Lictor in front of them. May depend on everything but
 * the command line.
 */
@NullMarked
package io.lictor.server.demo;

import org.jspecify.annotations.NullMarked;
