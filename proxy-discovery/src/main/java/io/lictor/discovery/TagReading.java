package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What tags would declare, before anybody registers them: read by the very dialects that watch a registry. Immutable: any
 * thread.
 *
 * @param routes what they declare
 * @param problems what could not be used; places name the tag
 * @param refused why a service may not have a route, where no {@code --allow-route} gives it
 * @param unclaimed tags that no dialect reads
 */
public record TagReading(
        List<RouteSpec> routes, List<Problem> problems, Map<RouteSpec, String> refused, List<String> unclaimed) {

    public TagReading {
        routes = List.copyOf(routes);
        problems = List.copyOf(problems);
        refused = Map.copyOf(refused);
        unclaimed = List.copyOf(unclaimed);
    }

    /**
     * Reads the tags of one instance.
     *
     * @param service its service's name
     */
    public static TagReading of(String service, List<String> tags) {
        Instance instance = new Instance(
                new Instance.Id("", "-", service),
                service,
                "127.0.0.1",
                1,
                tags,
                Map.of(),
                Instance.Status.PASSING,
                1,
                1,
                0);
        List<RouteSpec> routes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Dialect dialect : Extensions.dialects(DiscoveryPolicy.DEFAULT)) {
            Dialect.Declarations read = dialect.read(instance);
            routes.addAll(read.routes());
            problems.addAll(read.problems());
        }
        Map<RouteSpec, String> refused = new HashMap<>();
        routes.forEach(route ->
                AllowedRoutes.DEFAULT.refusal(service, route).ifPresent(why -> refused.putIfAbsent(route, why)));
        return new TagReading(
                routes,
                problems,
                refused,
                tags.stream().filter(tag -> !isClaimed(tag)).toList());
    }

    /** Whether some dialect reads {@code tag}. */
    public static boolean isClaimed(String tag) {
        return Extensions.dialects(DiscoveryPolicy.DEFAULT).stream().anyMatch(dialect -> dialect.claims(tag));
    }
}
