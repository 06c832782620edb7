package io.lictor.discovery;

/**
 * Who answers for a registry.
 *
 * @param datacenter what it calls itself; empty where it does not say
 * @param node the name of the agent that is asked; empty where it does not say
 * @param version its version; empty where it does not say
 * @param address where it is asked: {@code http://127.0.0.1:8500}
 */
public record RegistryIdentity(String datacenter, String node, String version, String address) {

    /** Of a registry that is nowhere, or has not answered yet. */
    public static final RegistryIdentity NONE = new RegistryIdentity("", "", "", "");
}
