/**
 * A Consul for development: finds or obtains the binary, runs agents and clusters that end with the process, and
 * registers services in them. For the demonstration and for tests; nothing else uses it.
 *
 * <p>Depends on nothing of Lictor's.
 */
@NullMarked
package io.lictor.discovery.devconsul;

import org.jspecify.annotations.NullMarked;
