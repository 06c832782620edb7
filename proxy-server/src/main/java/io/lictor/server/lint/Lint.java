package io.lictor.server.lint;

import io.lictor.config.DesiredState;
import io.lictor.config.RouteSpec;
import io.lictor.config.UpstreamSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.TagReading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Everything that is to be said of what was read. Without state: any thread. */
public final class Lint {

    /** What stands in the place of a service's name where tags are nobody's yet. */
    private static final String NOBODY = "tags";

    private Lint() {}

    /**
     * A tag that is not registered yet.
     *
     * @param place where it was written: {@code line 3}
     */
    public record Line(String place, String tag) {}

    /** Of tags, taken as those of one instance. */
    public static List<Finding> ofTags(List<Line> lines) {
        List<String> tags = lines.stream().map(Line::tag).toList();
        TagReading reading = TagReading.of(NOBODY, tags);
        List<Finding> findings = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Line line : lines) {
            if (!seen.add(line.tag)) {
                findings.add(Finding.warning(place(line), "given twice (expected: each tag once)"));
            }
        }
        for (Problem problem : reading.problems()) {
            findings.add(Finding.error(placeOf(problem, lines), problem.message()));
        }
        for (Line line : lines) {
            if (reading.unclaimed().contains(line.tag)) {
                NearMiss.of(line.tag).ifPresent(meant -> findings.add(nearMiss(place(line), meant)));
            }
        }
        reading.routes().stream()
                .filter(reading.refused()::containsKey)
                .forEach(route -> findings.add(Finding.error(
                        placeOf(route, lines), String.valueOf(reading.refused().get(route)))));
        reading.routes().forEach(route -> withoutEffect(placeOf(route, lines), route, findings));
        return findings;
    }

    /**
     * Of a registry.
     *
     * @param problems what could not be used
     * @param catalog all services and their tags
     * @param idleDefaults keys with defaults for a service that no route leads to
     * @param unchecked instances that nothing checks
     */
    public static List<Finding> ofRegistry(
            DesiredState state,
            Collection<Problem> problems,
            Map<String, Set<String>> catalog,
            Collection<String> idleDefaults,
            Collection<String> unchecked) {
        List<Finding> findings = ofState(state, problems);
        idleDefaults.forEach(key -> findings.add(Finding.warning(
                "key " + key, "without effect, no route leads to this service (expected: one, or no such key)")));
        new TreeMap<>(catalog)
                .forEach((service, tags) -> tags.stream()
                        .sorted()
                        .filter(tag -> !TagReading.isClaimed(tag))
                        .forEach(tag -> NearMiss.of(tag)
                                .ifPresent(meant ->
                                        findings.add(nearMiss("tag \"" + tag + "\" of service " + service, meant)))));
        unchecked.forEach(instance -> findings.add(Finding.warning(
                "instance " + instance,
                "has a route and no check of its own: it passes, dead or alive (expected: a check)")));
        return findings;
    }

    /** Of the routes as they stand. */
    public static List<Finding> ofState(DesiredState state, Collection<Problem> problems) {
        List<Finding> findings = new ArrayList<>();
        for (Problem problem : problems) {
            // What is said of a route as a whole is settled one way or the other; the rest was not used at all.
            boolean settled = problem.place().startsWith("route ");
            findings.add(new Finding(
                    settled ? Finding.Severity.WARNING : Finding.Severity.ERROR, problem.place(), problem.message()));
        }
        Map<String, UpstreamSpec> upstreams =
                state.upstreams().stream().collect(Collectors.toMap(UpstreamSpec::name, upstream -> upstream));
        for (DesiredState.BoundRoute bound : state.routes()) {
            RouteSpec route = bound.spec();
            String place = "route " + route.key() + " (" + route.source() + ")";
            withoutEffect(place, route, findings);
            UpstreamSpec upstream = upstreams.get(bound.upstream());
            if (upstream != null && !route.options().rewrite().answer().isGiven()) {
                peers(place, upstream, findings);
            }
        }
        return findings;
    }

    private static void peers(String place, UpstreamSpec upstream, List<Finding> findings) {
        if (upstream.peers().isEmpty()) {
            findings.add(
                    Finding.warning(place, "no instance takes requests, so it answers 502 (expected: one at least)"));
        } else if (upstream.peers().stream().allMatch(peer -> peer.options().down())) {
            findings.add(Finding.warning(place, "every peer is down, so it answers 502 (expected: one that is not)"));
        } else if (upstream.peers().size() > 1
                && upstream.peers().stream().allMatch(peer -> peer.options().isBackup())) {
            findings.add(Finding.warning(place, "every peer is backup, so none is (expected: one that is not)"));
        }
    }

    private static void withoutEffect(String place, RouteSpec route, List<Finding> findings) {
        WithoutEffect.in(route).forEach(message -> findings.add(Finding.warning(place, message)));
    }

    private static Finding nearMiss(String place, String meant) {
        return Finding.warning(
                place, "declares nothing (expected: " + meant + "…, if it was meant to declare a route)");
    }

    private static String place(Line line) {
        return line.place + " \"" + line.tag + "\"";
    }

    /** The line of which a dialect speaks: its place quotes the tag. */
    private static String placeOf(Problem problem, List<Line> lines) {
        return lines.stream()
                .filter(line -> problem.isAbout(line.tag))
                .map(line -> problem.isMasked(line.tag) ? new Line(line.place, Problem.masked(line.tag)) : line)
                .findFirst()
                .map(Lint::place)
                .orElse(problem.place().replace(" of " + NOBODY + "@-", ""));
    }

    private static String placeOf(RouteSpec route, List<Line> lines) {
        return lines.stream()
                .filter(line -> line.tag.endsWith(route.text()))
                .findFirst()
                .map(Lint::place)
                .orElse("route " + route.key());
    }
}
