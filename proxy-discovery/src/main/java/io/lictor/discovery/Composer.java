package io.lictor.discovery;

import io.lictor.config.DesiredState;
import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamSpec;
import io.lictor.discovery.Dialect.Declarations;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Composes the desired state from the routes given by flags and the instances in effect.
 *
 * <p>Confined to the discovery thread. Owns a memory of what each instance declares, so that a change of one service does
 * not read the tags of all others again.
 */
final class Composer {

    /** The desired state, and what could not become part of it. */
    record Composition(DesiredState state, List<Problem> problems) {}

    private final DiscoveryConfig config;
    private final List<Dialect> dialects;
    private final UpstreamNames names;
    private Map<Instance, Declarations> declarations = new HashMap<>();

    Composer(DiscoveryConfig config, List<Dialect> dialects) {
        this.config = config;
        this.dialects = List.copyOf(dialects);
        this.names = new UpstreamNames(config.routes());
    }

    /**
     * Composes anew.
     *
     * @param services the instances in effect, each list in the order of peers
     */
    Composition compose(SortedMap<String, List<Instance>> services) {
        List<Problem> problems = new ArrayList<>();
        List<BoundRoute> routes = new ArrayList<>();
        Map<String, UpstreamSpec> flagUpstreams = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (RouteSpec route : config.routes()) {
            String name = names.name(route);
            routes.add(new BoundRoute(route, name));
            flagUpstreams.computeIfAbsent(
                    name, n -> new UpstreamSpec(n, route.upstreamOptions(), peers(route, services, problems)));
            if (!taken.add(route.key())) {
                problems.add(new Problem(route.source(), route.key() + ": given twice; the first one counts"));
            }
        }
        List<UpstreamSpec> upstreams = new ArrayList<>(flagUpstreams.values());
        declared(services, problems).settle(taken, routes, upstreams, problems);
        return new Composition(new DesiredState(routes, upstreams), List.copyOf(new LinkedHashSet<>(problems)));
    }

    private List<PeerSpec> peers(RouteSpec route, SortedMap<String, List<Instance>> services, List<Problem> problems) {
        Target target = route.target();
        if (target instanceof Target.Static fixed) {
            return fixed.addresses().stream()
                    .map(address -> new PeerSpec(address, route.peerOptions()))
                    .toList();
        }
        Peers peers = new Peers(config, problems);
        if (target instanceof Target.Service service) {
            counted(services.getOrDefault(service.name(), List.of()))
                    .forEach(instance -> peers.add(instance, route.peerOptions()));
        } else if (target instanceof Target.Tag tag) {
            List<Instance> bearers = new ArrayList<>();
            services.values().forEach(instances -> bearers.addAll(counted(instances)));
            bearers.stream()
                    .filter(instance -> instance.tags().contains(tag.tag()))
                    .sorted(Comparator.comparing(config::isRemote).thenComparing(Instance.ORDER))
                    .forEach(instance -> peers.add(instance, route.peerOptions()));
        }
        return peers.toList();
    }

    /** Those that bear one of the tags that {@code --tag} asks for, if it asks for any. */
    private List<Instance> counted(Collection<Instance> instances) {
        return instances.stream()
                .filter(instance -> config.tags().isEmpty() || !Collections.disjoint(instance.tags(), config.tags()))
                .toList();
    }

    private DeclaredRoutes declared(SortedMap<String, List<Instance>> services, List<Problem> problems) {
        Map<Instance, Declarations> before = declarations;
        declarations = new HashMap<>();
        DeclaredRoutes declared = new DeclaredRoutes(config);
        for (List<Instance> instances : services.values()) {
            for (Instance instance : counted(instances)) {
                Declarations read = before.get(instance);
                Declarations known = read == null ? read(instance) : read;
                declarations.put(instance, known);
                known.routes().forEach(route -> declared.add(instance, route));
                problems.addAll(known.problems());
            }
        }
        return declared;
    }

    private Declarations read(Instance instance) {
        List<RouteSpec> routes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Dialect dialect : dialects) {
            Declarations read = dialect.read(instance);
            routes.addAll(read.routes());
            problems.addAll(read.problems());
        }
        return new Declarations(routes, problems);
    }
}
