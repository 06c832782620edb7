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
import java.util.Optional;

/** Imports tags of any dialect, one a line, as those of one instance. Without state. */
final class Tags {

    /** A service of this name stands for the one whose tags they are. */
    private static final String SERVICE = "SERVICE";

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
        List<Line> said = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String tag = lines.get(i);
            if (tags.contains(tag)) {
                said.add(line(file.getFileName() + ":" + (i + 1), tag, reading));
            }
        }
        List<RouteLine> routes = new ArrayList<>();
        for (RouteSpec route : reading.routes()) {
            if (!RouteWriter.isWritable(route)) {
                said.add(new Line(
                        String.valueOf(file.getFileName()),
                        route.text(),
                        Outcome.UNSUPPORTED.text(),
                        "the grammar has no words for: " + route.condition()));
                continue;
            }
            List<String> words = RouteWriter.options(route);
            routes.add(new RouteLine(RouteWriter.match(route), "service:" + SERVICE, words, List.of()));
        }
        return new ImportResult(said, List.of(), List.of(), routes);
    }

    private static Line line(String place, String tag, TagReading reading) {
        Optional<Problem> problem = reading.problems().stream()
                .filter(p -> p.place().contains("\"" + tag + "\""))
                .findFirst();
        if (problem.isPresent()) {
            return new Line(
                    place, tag, Outcome.UNSUPPORTED.text(), problem.get().message());
        }
        return reading.unclaimed().contains(tag)
                ? new Line(place, tag, Outcome.NEEDLESS.text(), "declares nothing")
                : new Line(place, tag, Outcome.SAME.text(), "");
    }
}
