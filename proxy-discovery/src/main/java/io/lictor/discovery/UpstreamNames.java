package io.lictor.discovery;

import io.lictor.config.PeerOptions;
import io.lictor.config.RouteSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.spec.RouteWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names the upstreams of an operator's routes: by their target; routes with one target share the upstream unless they want
 * its peers or connections treated differently, and then the difference is part of the name.
 *
 * <p>Confined to the discovery thread. Remembers the names it gave: a route that comes or goes renames no other's upstream,
 * whose peers would lose their history.
 */
final class UpstreamNames {

    /** What routes have in common that share an upstream. */
    private record Treatment(String target, PeerOptions peers, UpstreamOptions connections) {

        static Treatment of(RouteSpec route) {
            return new Treatment(route.target().toString(), route.peerOptions(), route.upstreamOptions());
        }

        boolean isDefault() {
            return peers.equals(PeerOptions.DEFAULT) && connections.equals(UpstreamOptions.DEFAULT);
        }
    }

    private Map<Treatment, String> given = Map.of();

    /** The upstream's name of each of these routes, in their order. */
    List<String> assign(List<RouteSpec> routes) {
        Map<Treatment, String> names = new LinkedHashMap<>();
        Map<String, Set<Treatment>> byTarget = new HashMap<>();
        for (RouteSpec route : routes) {
            Treatment treatment = Treatment.of(route);
            byTarget.computeIfAbsent(treatment.target(), t -> new HashSet<>()).add(treatment);
            if (given.containsKey(treatment)) {
                names.put(treatment, given.get(treatment));
            }
        }
        Set<String> taken = new HashSet<>(names.values());
        for (RouteSpec route : routes) {
            Treatment treatment = Treatment.of(route);
            if (!names.containsKey(treatment)) {
                boolean alone =
                        byTarget.getOrDefault(treatment.target(), Set.of()).size() == 1;
                names.put(treatment, free(treatment, alone || treatment.isDefault(), taken));
            }
        }
        given = names;
        return routes.stream()
                .map(route -> names.getOrDefault(Treatment.of(route), ""))
                .toList();
    }

    private static String free(Treatment treatment, boolean plain, Set<String> taken) {
        if (plain && taken.add(treatment.target())) {
            return treatment.target();
        }
        List<String> words = RouteWriter.upstream(treatment.peers(), treatment.connections());
        String name = treatment.target() + "{" + String.join(" ", words) + "}";
        for (int i = 2; !taken.add(name); i++) {
            name = treatment.target() + "{" + i + "}";
        }
        return name;
    }
}
