package io.lictor.server.importer;

import io.lictor.server.importer.ImportResult.Flag;
import io.lictor.server.importer.ImportResult.Line;
import io.lictor.server.importer.ImportResult.PeerLine;
import io.lictor.server.importer.ImportResult.RouteLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the result of an import: what becomes of each line as comments, then what does the same. Without state. */
public final class ImportText {

    /** What is written. */
    public enum Form {
        FLAGS,
        TAGS,
        KV
    }

    private static final String SERVICE = "service:";

    private ImportText() {}

    /** All of it, each line with its end; a shell may read it. */
    public static String of(ImportResult result, Form form) {
        StringBuilder out = new StringBuilder();
        for (Line line : result.lines()) {
            out.append(String.format(
                            Locale.ROOT,
                            "# %s  %s  -- %s%s",
                            line.place(),
                            line.text().replaceAll("\\s+", " "),
                            line.outcome(),
                            line.note().isEmpty() ? "" : ": " + line.note()))
                    .append('\n');
        }
        out.append('\n');
        switch (form) {
            case FLAGS -> flags(result, needsNoRegistry(result), result.routes(), out);
            case TAGS -> tags(result, out);
            case KV -> kv(result, out);
        }
        return out.toString();
    }

    /** Whether every peer is written out. */
    private static boolean needsNoRegistry(ImportResult result) {
        return !result.routes().isEmpty()
                && result.routes().stream().noneMatch(route -> route.target().startsWith(SERVICE));
    }

    private static void flags(ImportResult result, boolean consulOff, List<RouteLine> routes, StringBuilder out) {
        List<String> words = new ArrayList<>();
        for (Flag flag : result.flags()) {
            words.add(flag.name() + " " + quoted(flag.value()));
        }
        result.listeners().forEach(listener -> words.add("--listen " + quoted(listener)));
        if (consulOff) {
            words.add(0, "--consul off");
        }
        routes.forEach(route -> words.add("--route " + quoted(route.text())));
        out.append("lictor");
        words.forEach(word -> out.append(" \\\n  ").append(word));
        out.append('\n');
    }

    /** Who serves what: by service, or by the address that was written. */
    private static void tags(ImportResult result, StringBuilder out) {
        Map<String, List<String>> byInstance = new LinkedHashMap<>();
        List<RouteLine> left = new ArrayList<>();
        for (RouteLine route : result.routes()) {
            if (route.target().startsWith(SERVICE)) {
                add(byInstance, "service " + route.target().substring(SERVICE.length()), tag(route, route.options()));
            } else if (route.peers().isEmpty()) {
                left.add(route);
            }
            for (PeerLine peer : route.peers()) {
                List<String> options = new ArrayList<>(peer.options());
                route.options().stream()
                        .filter(option -> peer.options().stream()
                                .noneMatch(own -> name(own).equals(name(option))))
                        .forEach(options::add);
                add(byInstance, "instance " + peer.address(), tag(route, options));
            }
        }
        byInstance.forEach((who, tags) -> {
            out.append("# ").append(who).append('\n');
            out.append("\"tags\": [");
            for (int i = 0; i < tags.size(); i++) {
                out.append(i == 0 ? "" : ", ")
                        .append('"')
                        .append(json(tags.get(i)))
                        .append('"');
            }
            out.append("]\n");
        });
        out.append('\n');
        flags(result, false, left, out);
    }

    private static void add(Map<String, List<String>> tags, String who, String tag) {
        tags.computeIfAbsent(who, key -> new ArrayList<>()).add(tag);
    }

    private static String tag(RouteLine route, List<String> options) {
        return "lictor:" + new RouteLine(route.match(), "", options, List.of()).text();
    }

    private static void kv(ImportResult result, StringBuilder out) {
        Map<String, Integer> taken = new LinkedHashMap<>();
        for (RouteLine route : result.routes()) {
            String name = route.match().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-|-$", "");
            String key = name.isEmpty() ? "root" : name;
            int count = taken.merge(key, 1, Integer::sum);
            out.append("consul kv put lictor/routes/")
                    .append(count == 1 ? key : key + "-" + count)
                    .append(' ')
                    .append(quoted(route.text()))
                    .append('\n');
        }
        out.append('\n');
        flags(result, false, List.of(), out);
    }

    private static String name(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }

    /** For a shell. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
