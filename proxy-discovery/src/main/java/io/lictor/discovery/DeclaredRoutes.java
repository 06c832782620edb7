package io.lictor.discovery;

import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.PathPattern;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
        private final List<Declared> parts = new ArrayList<>();
        private boolean byOperator;

        Claim(DiscoveryConfig config, String service) {
            this.config = config;
            this.service = service;
        }

        void add(Declared part) {
            parts.add(part);
            byOperator |= part.byOperator();
        }

        /**
         * What an operator wrote, else the newest instance: during a deployment the new version's options win. Moments of
         * different datacenters cannot be compared; those of a nearer one go before.
         */
        RouteSpec newest() {
            Declared newest = parts.get(0);
            for (Declared part : parts) {
                if (part.byOperator() != newest.byOperator()) {
                    newest = part.byOperator() ? part : newest;
                    continue;
                }
                Instance here = newest.instance();
                Instance there = part.instance();
                int farther = Integer.compare(config.distance(there), config.distance(here));
                if (farther < 0 || farther == 0 && there.created() >= here.created()) {
                    newest = part;
                }
            }
            return newest.route();
        }
    }

    private static final Comparator<Claim> BEST_FIRST = Comparator.comparing((Claim claim) -> !claim.byOperator)
            .thenComparing(claim -> -claim.newest().priority())
            .thenComparing(claim -> claim.service);

    private final DiscoveryConfig config;
    private final PeerMemory memory;
    private final Map<String, Map<String, Claim>> claimsByPlace = new TreeMap<>();

    /**
     * @param memory has the peers of instances that did not change
     */
    DeclaredRoutes(DiscoveryConfig config, PeerMemory memory) {
        this.config = config;
        this.memory = memory;
    }

    /** An instance declares a route. */
    void add(Declared part) {
        claimsByPlace
                .computeIfAbsent(part.route().claim(), claim -> new TreeMap<>())
                .computeIfAbsent(part.instance().service(), service -> new Claim(config, service))
                .add(part);
    }

    /**
     * Settles the claims.
     *
     * @param taken what an operator's own routes claim, and by what: those win over any declaration
     * @param routes takes the routes, in the order of their keys
     * @param upstreams takes their upstreams
     * @param problems takes what did not come about
     */
    void settle(
            Map<String, String> taken, List<BoundRoute> routes, List<UpstreamSpec> upstreams, List<Problem> problems) {
        claimsByPlace.forEach((claimed, byService) -> {
            List<Claim> claims = byService.values().stream().sorted(BEST_FIRST).toList();
            String key = claims.get(0).newest().key();
            // An operator's route without a condition takes all that its host and path get.
            String owner = taken.getOrDefault(
                    claimed, taken.getOrDefault(claims.get(0).newest().claimedPlace(), ""));
            if (!owner.isEmpty()) {
                claims.forEach(loser -> lost(loser, key, owner + " has it", problems));
                return;
            }
            Claim winner = claims.get(0);
            claims.stream()
                    .skip(1)
                    .forEach(loser -> lost(loser, key, "service " + winner.service + " has it", problems));
            // By the claim: peers keep their history where a prefix is written another way.
            String name = winner.service + " " + claimed;
            routes.add(new BoundRoute(winner.newest(), name));
            upstreams.add(upstream(name, key, winner, problems));
        });
        reportShadowed(routes, problems);
    }

    /** An expression that says nothing of a path stands back behind a prefix of others that takes all: it gets nothing. */
    private static void reportShadowed(List<BoundRoute> routes, List<Problem> problems) {
        for (BoundRoute bound : routes) {
            RouteSpec route = bound.spec();
            if (route.target() instanceof Target.Declared
                    && route.path().isRegex()
                    && route.path().literalLength() <= 1) {
                routes.stream()
                        .map(BoundRoute::spec)
                        .filter(other -> isAllOf(route, other))
                        .findFirst()
                        .ifPresent(other -> problems.add(new Problem(
                                "route " + route.key() + " (" + route.source() + ")",
                                "gets nothing: " + other.key() + " (" + other.source() + ") has all of the host"
                                        + " (expected: an expression that starts with ^ and some of a path)")));
            }
        }
    }

    private static boolean isAllOf(RouteSpec route, RouteSpec other) {
        return other.host().equals(route.host())
                && other.condition().isNone()
                && (other.path().kind() == PathPattern.Kind.SEGMENT_PREFIX
                        || other.path().kind() == PathPattern.Kind.PLAIN_PREFIX)
                && other.path().text().equals("/")
                && !other.target().equals(route.target());
    }

    private static void lost(Claim loser, String key, String why, List<Problem> problems) {
        Problem problem = new Problem("route " + key + " of service " + loser.service, "not used: " + why);
        loser.parts.forEach(part -> problems.add(problem.of(part.instance())));
    }

    private UpstreamSpec upstream(String name, String key, Claim claim, List<Problem> problems) {
        RouteSpec newest = claim.newest();
        Peers peers = new Peers(config, memory, problems);
        for (Declared part : claim.parts) {
            RouteSpec spec = part.route();
            peers.add(part.instance(), port(part.instance(), spec.target()), spec);
            if (!spec.path().equals(newest.path())
                    || !spec.options().equals(newest.options())
                    || !spec.upstreamOptions().equals(newest.upstreamOptions())
                    || spec.priority() != newest.priority()) {
                problems.add(Problem.of(
                        part.instance(),
                        "route " + key + " of service " + claim.service,
                        "its instances declare different options; those of the newest count: \"" + newest.text()
                                + "\""));
            }
        }
        return new UpstreamSpec(name, newest.upstreamOptions(), peers.toList());
    }

    private static int port(Instance instance, Target target) {
        return target instanceof Target.Declared declared && declared.port() > 0 ? declared.port() : instance.port();
    }
}
