package io.lictor.discovery.testkit;

import io.lictor.discovery.devconsul.ConsulAdmin;

/**
 * A real Consul agent, shared by all tests of the JVM: each test uses service names of its own.
 *
 * @param host where its HTTP API is
 * @param port where its HTTP API is
 * @param admin registers services in it
 * @param from where it came from, for messages
 */
public record TestConsul(String host, int port, ConsulAdmin admin, String from) {}
