package io.lictor.discovery;

import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gathers the routes that instances declare themselves, and settles who has one that several claim.
 *
 * <p>A route leads to exactly those instances of its service that declare it, each with the peer options that it declares
 * for itself. Used by one thread, once. Owns what it gathers.
 */
final class DeclaredRoutes {

    /** One service's claim of one route. */
    private static final class Claim {

        private final DiscoveryConfig config;
        private final String service;
        private final List<Instance> instances = new ArrayList<>();
        private final List<RouteSpec> specs = new ArrayList<>();

        Claim(DiscoveryConfig config, String service) {
            this.config = config;
            this.service = service;
        }

        /**
         * What the newest instance wrote: during a deployment the new version's options win. Moments of different
         * datacenters cannot be compared; the local ones go before all others.
         */
        RouteSpec newest() {
            int newest = 0;
            for (int i = 1; i < instances.size(); i++) {
                Instance here = instances.get(newest);
                Instance there = instances.get(i);
                boolean closer = config.isRemote(here) && !config.isRemote(there);
                boolean farther = !config.isRemote(here) && config.isRemote(there);
                if (closer || !farther && there.created() >= here.created()) {
                    newest = i;
                }
            }
            return specs.get(newest);
        }
    }

    private static final Comparator<Claim> BEST_FIRST =
            Comparator.comparingInt((Claim claim) -> -claim.newest().priority()).thenComparing(claim -> claim.service);

    private final DiscoveryConfig config;
    private final Map<String, Map<String, Claim>> claimsByKey = new TreeMap<>();

    DeclaredRoutes(DiscoveryConfig config) {
        this.config = config;
    }

    /** An instance declares a route. */
    void add(Instance instance, RouteSpec spec) {
        Claim claim = claimsByKey
                .computeIfAbsent(spec.key(), key -> new TreeMap<>())
                .computeIfAbsent(instance.service(), service -> new Claim(config, service));
        claim.instances.add(instance);
        claim.specs.add(spec);
    }

    /**
     * Settles the claims.
     *
     * @param taken the keys that flags have; those win over any declaration
     * @param routes takes the routes, in the order of their keys
     * @param upstreams takes their upstreams
     * @param problems takes what did not come about
     */
    void settle(Set<String> taken, List<BoundRoute> routes, List<UpstreamSpec> upstreams, List<Problem> problems) {
        claimsByKey.forEach((key, byService) -> {
            List<Claim> claims = byService.values().stream().sorted(BEST_FIRST).toList();
            // A flag's route without a condition takes all that its host and path get.
            if (taken.contains(key) || taken.contains(claims.get(0).newest().place())) {
                claims.forEach(loser -> problems.add(lost(loser, key, "a route given by a flag has it")));
                return;
            }
            Claim winner = claims.get(0);
            claims.stream()
                    .skip(1)
                    .forEach(loser -> problems.add(lost(loser, key, "service " + winner.service + " has it")));
            String name = winner.service + " " + key;
            routes.add(new BoundRoute(winner.newest(), name));
            upstreams.add(upstream(name, key, winner, problems));
        });
    }

    private static Problem lost(Claim loser, String key, String why) {
        return new Problem("route " + key + " of service " + loser.service, "not used: " + why);
    }

    private UpstreamSpec upstream(String name, String key, Claim claim, List<Problem> problems) {
        RouteSpec newest = claim.newest();
        Peers peers = new Peers(config, problems);
        boolean differ = false;
        for (int i = 0; i < claim.instances.size(); i++) {
            RouteSpec spec = claim.specs.get(i);
            Instance instance = claim.instances.get(i);
            peers.add(instance, port(instance, spec.target()), spec.peerOptions());
            differ |= !spec.options().equals(newest.options())
                    || !spec.upstreamOptions().equals(newest.upstreamOptions())
                    || spec.priority() != newest.priority();
        }
        if (differ) {
            problems.add(new Problem(
                    "route " + key + " of service " + claim.service,
                    "its instances declare different options; those of the newest count: \"" + newest.text() + "\""));
        }
        return new UpstreamSpec(name, newest.upstreamOptions(), peers.toList());
    }

    private static int port(Instance instance, Target target) {
        return target instanceof Target.Declared declared && declared.port() > 0 ? declared.port() : instance.port();
    }
}
