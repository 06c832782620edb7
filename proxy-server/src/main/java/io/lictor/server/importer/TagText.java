package io.lictor.server.importer;

import io.lictor.server.importer.ImportResult.PeerLine;
import io.lictor.server.importer.ImportResult.RouteLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Routes as tags: who serves what, by service, or by the address that was written. Used by one thread, once. */
final class TagText {

    private static final String SERVICE = "service:";

    private final Map<String, List<String>> tags = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<RouteLine> left = new ArrayList<>();

    TagText(List<RouteLine> routes) {
        routes.forEach(this::add);
    }

    /** What no instance says of itself: routes that answer themselves, and those with options that are an operator's. */
    List<RouteLine> left() {
        return List.copyOf(left);
    }

    void write(StringBuilder out) {
        remarks.forEach(remark -> out.append("# ").append(remark).append('\n'));
        tags.forEach((who, mine) -> {
            out.append("# ").append(who).append('\n').append("\"tags\": [");
            for (int i = 0; i < mine.size(); i++) {
                String tag = mine.get(i).replace("\\", "\\\\").replace("\"", "\\\"");
                out.append(i == 0 ? "" : ", ").append('"').append(tag).append('"');
            }
            out.append("]\n");
        });
    }

    private void add(RouteLine route) {
        Map<String, String> made = new LinkedHashMap<>();
        if (route.target().startsWith(SERVICE)) {
            made.put("service " + route.target().substring(SERVICE.length()), declared(route, route.options()));
        }
        for (PeerLine peer : route.peers()) {
            List<String> options = new ArrayList<>(peer.options());
            if (route.target().startsWith("https://")) {
                options.add("proxy_ssl=on");
            }
            route.options().stream()
                    .filter(option ->
                            peer.options().stream().noneMatch(own -> name(own).equals(name(option))))
                    .forEach(options::add);
            made.put("instance " + peer.address(), declared(route, options));
        }
        Optional<String> wrong = made.values().stream()
                .map(Words::wrongDeclared)
                .flatMap(Optional::stream)
                .findFirst();
        wrong.ifPresent(why -> remarks.add(route.match() + " stays a flag: " + why));
        if (made.isEmpty() || wrong.isPresent()) {
            left.add(route);
            return;
        }
        made.values().stream()
                .map(Words::refusedDeclared)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(why -> remarks.add(route.match() + ": " + why));
        made.forEach((who, text) ->
                tags.computeIfAbsent(who, key -> new ArrayList<>()).add("lictor:" + text));
    }

    private static String declared(RouteLine route, List<String> options) {
        return new RouteLine(route.match(), "", options, List.of()).text();
    }

    private static String name(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }
}
