package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.discovery.Dialect.Declarations;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what instances declare in all dialects, leaves out what they may not have, and adds the defaults.
 *
 * <p>Confined to the discovery thread. Owns a memory of what each instance declares, so that a change of one service does
 * not read the tags of all others again.
 */
final class Declarer {

    private record Read(List<Declared> parts, List<Problem> problems) {}

    /** What most instances of a large registry declare. */
    private static final Read NOTHING = new Read(List.of(), List.of());

    private final List<Dialect> dialects;
    private final AllowedRoutes allowed;
    /** By identity: an instance that did not change stays the same object, and to compare its tags and Meta takes longer. */
    private final RoundMemory<Instance, Read> memory = new RoundMemory<>();

    private OperatorKeys memoryKeys = OperatorKeys.NONE;

    Declarer(List<Dialect> dialects, AllowedRoutes allowed) {
        this.dialects = List.copyOf(dialects);
        this.allowed = allowed;
    }

    /**
     * What these instances declare.
     *
     * @param keys whose defaults count
     * @param problems takes what could not be used
     */
    List<Declared> declared(List<Instance> instances, OperatorKeys keys, List<Problem> problems) {
        memory.next();
        if (!memoryKeys.sameDefaults(keys)) {
            memory.forget();
        }
        memoryKeys = keys;
        List<Declared> parts = new ArrayList<>();
        for (Instance instance : instances) {
            Read known = memory.before(instance);
            Read read = known == null ? read(instance, keys) : known;
            memory.keep(instance, read);
            if (!read.equals(NOTHING)) {
                parts.addAll(read.parts());
                problems.addAll(read.problems());
            }
        }
        return parts;
    }

    private Read read(Instance instance, OperatorKeys keys) {
        List<Declared> parts = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> mentioned = new HashSet<>();
        for (Dialect dialect : dialects) {
            Declarations read = dialect.read(instance);
            read.problems().forEach(problem -> problems.add(problem.of(instance)));
            for (RouteSpec route : read.routes()) {
                String place = "route " + route.key() + " of service " + instance.service();
                Optional<String> refusal = allowed.refusal(instance.service(), route);
                if (refusal.isPresent()) {
                    // It takes nobody's place, not that of the same route in another dialect either.
                    problems.add(Problem.of(instance, place, refusal.get()));
                } else if (mentioned.add(route.claim())) {
                    parts.add(new Declared(instance, withDefaults(instance, route, keys, problems), false));
                } else if (!dialect.yields()) {
                    problems.add(Problem.of(
                            instance, place, "declared in two dialects by one instance; the first one counts"));
                }
            }
        }
        return parts.isEmpty() && problems.isEmpty() ? NOTHING : new Read(parts, problems);
    }

    private static RouteSpec withDefaults(
            Instance instance, RouteSpec route, OperatorKeys keys, List<Problem> problems) {
        List<Problem> refused = new ArrayList<>();
        RouteSpec applied = keys.withDefaults(route, refused);
        refused.forEach(problem -> problems.add(problem.of(instance)));
        return applied;
    }
}
