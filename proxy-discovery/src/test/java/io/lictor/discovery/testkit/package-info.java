/** Gives tests a real Consul. */
package io.lictor.discovery.testkit;
