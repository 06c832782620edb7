package io.lictor.server.explain;

import io.lictor.config.DesiredState;
import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.InstanceView;
import io.lictor.explain.Explanation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The whole answer to {@code lictor explain}. Immutable: any thread.
 *
 * @param explanation what becomes of the request
 * @param instances those that its route could lead to, used or not
 * @param problems what somebody wrote about this route that could not be used
 * @param live whether a running proxy says so; else it is read from the registry, and peers have no history
 */
public record ExplainReport(
        Explanation explanation, List<InstanceView> instances, List<Problem> problems, boolean live) {

    public ExplainReport {
        instances = List.copyOf(instances);
        problems = List.copyOf(problems);
    }

    /**
     * Puts it together.
     *
     * @param state the routes there should be
     * @param instances those that a route could lead to
     * @param problems all there are; those about the route that wins are picked
     */
    public static ExplainReport of(
            Explanation explanation,
            DesiredState state,
            Function<RouteSpec, List<InstanceView>> instances,
            List<Problem> problems,
            boolean live) {
        String match = explanation.route().match();
        Optional<RouteSpec> route = state.routes().stream()
                .map(DesiredState.BoundRoute::spec)
                .filter(spec -> spec.key().equals(match))
                .findFirst();
        List<InstanceView> found = route.map(instances).orElse(List.of());
        String key = route.map(RouteSpec::source)
                .filter(source -> source.startsWith("key "))
                .orElse("");
        List<Problem> about = problems.stream()
                .filter(problem -> isAbout(problem, match, found)
                        // The key that became bad, or another that wanted the same route.
                        || problem.place().equals(key)
                        || !match.isEmpty() && problem.message().startsWith(match + ": ")
                        // Keys that may not be read may hold any route.
                        || problem.place().startsWith("keys "))
                .toList();
        return new ExplainReport(explanation, found, about, live);
    }

    /** A claim of the same route, or something that one of its instances wrote. */
    private static boolean isAbout(Problem problem, String match, List<InstanceView> instances) {
        return !match.isEmpty() && (problem.place() + " ").contains("route " + match + " ")
                || instances.stream()
                        .anyMatch(instance -> problem.place().contains(instance.id())
                                || problem.place().endsWith(" of " + instance.service() + "@" + node(instance)));
    }

    /** Of {@code DATACENTER/NODE/SERVICE-ID}. */
    private static String node(InstanceView instance) {
        int first = instance.id().indexOf('/');
        int second = instance.id().indexOf('/', first + 1);
        return second < 0 ? "" : instance.id().substring(first + 1, second);
    }
}
