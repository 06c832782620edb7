package io.lictor.discovery;

import io.lictor.config.DesiredState;
import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Composes the desired state from the routes given by flags, those in keys and the instances in effect.
 *
 * <p>Who says more of a route goes first: a flag, then a key, then the services themselves; defaults are below all of them.
 * Confined to the discovery thread. Owns a memory of the upstreams' names and one of
 * the peers of instances.
 */
final class Composer {

    /** The desired state, and what could not become part of it. */
    record Composition(DesiredState state, List<Problem> problems) {}

    private final DiscoveryConfig config;
    private final List<KeyCommands> commands;
    private final Declarer declarer;
    private final UpstreamNames names = new UpstreamNames();
    private final PeerMemory memory = new PeerMemory();

    Composer(DiscoveryConfig config, List<Dialect> dialects, List<KeyCommands> commands) {
        this.config = config;
        this.commands = List.copyOf(commands);
        this.declarer = new Declarer(dialects, config.policy().allowed());
    }

    /**
     * Composes anew.
     *
     * @param services the instances in effect, each list in the order of peers
     * @param keys what an operator wrote into the registry
     */
    Composition compose(SortedMap<String, List<Instance>> services, OperatorKeys keys) {
        memory.next();
        List<Problem> problems = new ArrayList<>(keys.problems());
        Map<String, String> taken = new HashMap<>();
        List<RouteSpec> specs = operatorRoutes(keys, taken, problems);
        Map<String, String> claimed = new HashMap<>();
        specs.forEach(spec -> claimed.putIfAbsent(spec.claim(), taken.getOrDefault(spec.key(), spec.source())));
        List<String> upstreamNames = names.assign(specs);
        List<BoundRoute> routes = new ArrayList<>();
        Map<String, UpstreamSpec> byName = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            RouteSpec route = specs.get(i);
            routes.add(new BoundRoute(route, upstreamNames.get(i)));
            byName.computeIfAbsent(
                    upstreamNames.get(i),
                    n -> new UpstreamSpec(n, route.upstreamOptions(), peers(route, services, problems)));
        }
        List<UpstreamSpec> upstreams = new ArrayList<>(byName.values());
        declared(services, keys, problems).settle(claimed, routes, upstreams, problems);
        return new Composition(new DesiredState(routes, upstreams), List.copyOf(new LinkedHashSet<>(problems)));
    }

    /** The routes of flags and keys with their defaults; {@code taken} gets what they match. */
    private List<RouteSpec> operatorRoutes(OperatorKeys keys, Map<String, String> taken, List<Problem> problems) {
        List<RouteSpec> specs = new ArrayList<>();
        for (RouteSpec route : config.routes()) {
            specs.add(keys.withDefaults(route, problems));
            if (taken.putIfAbsent(route.key(), "a route given by a flag") != null) {
                problems.add(new Problem(route.source(), route.key() + ": given twice; the first one counts"));
            }
        }
        Set<String> flags = specs.stream().map(RouteSpec::claim).collect(Collectors.toSet());
        for (RouteSpec route : keys.routes()) {
            String owner = flags.contains(route.claim())
                    ? "a route given by a flag"
                    : taken.putIfAbsent(route.key(), "the route in " + route.source());
            if (owner == null) {
                specs.add(keys.withDefaults(route, problems));
            } else {
                problems.add(new Problem(route.source(), route.key() + ": not used: " + owner + " has it"));
            }
        }
        return specs;
    }

    private List<PeerSpec> peers(RouteSpec route, SortedMap<String, List<Instance>> services, List<Problem> problems) {
        Target target = route.target();
        if (target instanceof Target.Static fixed) {
            return fixed.addresses().stream()
                    .map(address -> new PeerSpec(address, route.peerOptions()))
                    .toList();
        }
        Peers peers = new Peers(config, memory, problems);
        if (target instanceof Target.Service service) {
            counted(services.getOrDefault(service.name(), List.of())).forEach(instance -> peers.add(instance, route));
        } else if (target instanceof Target.Tag tag) {
            List<Instance> bearers = counted(services);
            bearers.removeIf(instance -> !instance.tags().contains(tag.tag()));
            bearers.sort(Comparator.comparing(config::distance).thenComparing(Instance.ORDER));
            bearers.forEach(instance -> peers.add(instance, route));
        }
        return peers.toList();
    }

    /** Those that bear one of the tags that {@code --tag} asks for; all when it asks for none. */
    private List<Instance> counted(List<Instance> instances) {
        if (config.tags().isEmpty()) {
            return instances;
        }
        return instances.stream()
                .filter(instance -> !Collections.disjoint(instance.tags(), config.tags()))
                .toList();
    }

    /** The same of all services, in a list of the caller's own. */
    private List<Instance> counted(SortedMap<String, List<Instance>> services) {
        List<Instance> all =
                new ArrayList<>(services.values().stream().mapToInt(List::size).sum());
        services.values().forEach(instances -> all.addAll(counted(instances)));
        return all;
    }

    private DeclaredRoutes declared(
            SortedMap<String, List<Instance>> services, OperatorKeys keys, List<Problem> problems) {
        List<Declared> parts = declarer.declared(counted(services), keys, problems);
        if (!keys.commands().isEmpty()) {
            for (KeyCommands each : commands) {
                KeyCommands.Outcome outcome = each.apply(keys.commands(), parts);
                parts = outcome.declared();
                problems.addAll(outcome.problems());
            }
        }
        DeclaredRoutes declared = new DeclaredRoutes(config, memory);
        for (Declared part : parts) {
            declared.add(
                    part.byOperator()
                            ? new Declared(part.instance(), keys.withDefaults(part.route(), problems), true)
                            : part);
        }
        return declared;
    }
}
