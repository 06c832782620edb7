package io.lictor.discovery.consul;

import io.lictor.discovery.Registry;

/** Consul as a registry. */
public final class ConsulRegistry implements Registry {

    private ConsulRegistry() {}

    /**
     * Prepares to ask the agent; nothing is sent before the first watch.
     *
     * @throws IllegalArgumentException when the CA file cannot be read; the message names it
     */
    public static ConsulRegistry create(ConsulOptions options) {
        return new ConsulRegistry();
    }

    @Override
    public void close() {}
}
