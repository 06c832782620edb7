/**
 * Gives tests a real Consul, and what else tests of discovery need.
 *
 * <p>Packed as the module's test-jar. May depend on {@code discovery} and {@code discovery.devconsul}.
 */
@org.jspecify.annotations.NullMarked
package io.lictor.discovery.testkit;
