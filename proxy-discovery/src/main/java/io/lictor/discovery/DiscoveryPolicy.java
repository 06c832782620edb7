package io.lictor.discovery;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a registry is read as configuration, and how far it is believed.
 *
 * @param dialects the names of those in which services may declare routes; {@code service-name} goes by its own list
 * @param serviceNames the services that are served at their own name; empty for none
 * @param allowed which routes a service may declare
 * @param keys below which key routes and defaults stand; empty to read none
 * @param fabioKeys the key of Fabio's commands; empty to read none
 */
public record DiscoveryPolicy(
        Set<String> dialects,
        List<Glob> serviceNames,
        AllowedRoutes allowed,
        Optional<String> keys,
        Optional<String> fabioKeys) {

    /** All dialects in which a service must say something, the keys below {@code lictor/}, no commands. */
    public static final DiscoveryPolicy DEFAULT = new DiscoveryPolicy(
            Set.of("lictor", "fabio", "traefik"),
            List.of(),
            AllowedRoutes.DEFAULT,
            Optional.of("lictor"),
            Optional.empty());

    public DiscoveryPolicy {
        dialects = Set.copyOf(dialects);
        serviceNames = List.copyOf(serviceNames);
    }

    public DiscoveryPolicy withServiceNames(List<Glob> newServiceNames) {
        return new DiscoveryPolicy(dialects, newServiceNames, allowed, keys, fabioKeys);
    }

    public DiscoveryPolicy withDialects(Set<String> newDialects) {
        return new DiscoveryPolicy(newDialects, serviceNames, allowed, keys, fabioKeys);
    }

    public DiscoveryPolicy withAllowed(AllowedRoutes newAllowed) {
        return new DiscoveryPolicy(dialects, serviceNames, newAllowed, keys, fabioKeys);
    }

    public DiscoveryPolicy withKeys(Optional<String> newKeys) {
        return new DiscoveryPolicy(dialects, serviceNames, allowed, newKeys, fabioKeys);
    }

    public DiscoveryPolicy withFabioKeys(Optional<String> newFabioKeys) {
        return new DiscoveryPolicy(dialects, serviceNames, allowed, keys, newFabioKeys);
    }
}
