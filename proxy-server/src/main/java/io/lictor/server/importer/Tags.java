package io.lictor.server.importer;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteWriter;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.TagReading;
import io.lictor.server.importer.ImportResult.Line;
import io.lictor.server.importer.ImportResult.RouteLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Imports tags of any dialect, one a line, as those of one instance. Without state. */
final class Tags {

    /** A service of this name stands for the one whose tags they are. */
    private static final String SERVICE = "SERVICE";

    private static final String WORDLESS =
            "its condition, share or port has no words in the grammar; the tag itself is read as it is";

    private static final Pattern ROUTER = Pattern.compile("router \"([^\"]+)\" of .*");

    private Tags() {}

    /** Whether a text is of tags and not of a configuration. */
    static boolean areIn(String text) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        return !lines.isEmpty()
                && lines.stream().anyMatch(TagReading::isClaimed)
                && lines.stream().noneMatch(line -> line.endsWith(";") || line.endsWith("{"));
    }

    static ImportResult of(Path file) throws IOException {
        List<String> lines = Files.readString(file).lines().map(String::strip).toList();
        List<String> tags = lines.stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        TagReading reading = TagReading.of(SERVICE, tags);
        List<RouteSpec> wordless = reading.routes().stream()
                .filter(route -> !RouteWriter.isWritable(route))
                .toList();
        List<Line> said = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (tags.contains(lines.get(i))) {
                said.add(line(file.getFileName() + ":" + (i + 1), lines.get(i), reading, wordless));
            }
        }
        said.addAll(ofNoLine(String.valueOf(file.getFileName()), tags, reading, wordless));
        List<RouteLine> routes = reading.routes().stream()
                .filter(RouteWriter::isWritable)
                .map(route -> new RouteLine(
                        RouteWriter.match(route), "service:" + SERVICE, RouteWriter.options(route), List.of()))
                .toList();
        return new ImportResult(said, List.of(), List.of(), routes);
    }

    /** Whether a route is what this tag says and not what several say together. */
    private static boolean isOf(String tag, RouteSpec route) {
        return tag.equals(route.text()) || tag.equals("lictor:" + route.text());
    }

    /** What several tags come to together: a router of Traefik's is no line. */
    private static List<Line> ofNoLine(String file, List<String> tags, TagReading reading, List<RouteSpec> wordless) {
        List<Line> said = new ArrayList<>();
        for (Problem problem : reading.problems()) {
            if (tags.stream().noneMatch(problem::isAbout)) {
                String place = problem.place().replace(" of " + SERVICE + "@-", "");
                said.add(new Line(file, place, Outcome.UNSUPPORTED.text(), problem.message()));
            }
        }
        reading.refused().forEach((route, why) -> {
            if (tags.stream().noneMatch(tag -> isOf(tag, route))) {
                said.add(new Line(file, route.key().strip(), Outcome.DIFFERS.text(), why));
            }
        });
        for (RouteSpec route : wordless) {
            if (tags.stream().noneMatch(tag -> tag.contains(route.text()))) {
                said.add(new Line(file, route.key(), Outcome.UNSUPPORTED.text(), WORDLESS));
            }
        }
        return said;
    }

    private static Line line(String place, String tag, TagReading reading, List<RouteSpec> wordless) {
        Optional<Problem> problem =
                reading.problems().stream().filter(p -> p.isAbout(tag)).findFirst();
        if (problem.isPresent()) {
            return new Line(
                    place,
                    problem.get().isMasked(tag) ? Problem.masked(tag) : tag,
                    Outcome.UNSUPPORTED.text(),
                    problem.get().message());
        }
        if (wordless.stream().anyMatch(route -> tag.contains(route.text()))) {
            return new Line(place, tag, Outcome.UNSUPPORTED.text(), WORDLESS);
        }
        Optional<String> router = unservedRouter(tag, reading);
        if (router.isPresent()) {
            return new Line(
                    place, tag, Outcome.UNSUPPORTED.text(), "of router \"" + router.get() + "\", which is not served");
        }
        if (reading.unclaimed().contains(tag)) {
            return new Line(place, tag, Outcome.NEEDLESS.text(), "declares nothing");
        }
        Optional<String> refused = reading.refused().entrySet().stream()
                .filter(each -> isOf(tag, each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (refused.isPresent()) {
            return new Line(place, tag, Outcome.DIFFERS.text(), refused.get());
        }
        return TagDifferences.in(tag)
                .map(how -> new Line(place, tag, Outcome.DIFFERS.text(), how))
                .orElseGet(() -> new Line(place, tag, Outcome.SAME.text(), ""));
    }

    /** The router of Traefik's that {@code tag} is a part of, where something of it cannot be used. */
    private static Optional<String> unservedRouter(String tag, TagReading reading) {
        return reading.problems().stream()
                .map(problem -> ROUTER.matcher(problem.place()))
                .filter(Matcher::matches)
                .map(place -> place.group(1))
                .filter(name -> tag.toLowerCase(Locale.ROOT).startsWith("traefik.http.routers." + name + "."))
                .findFirst();
    }
}
