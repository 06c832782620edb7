package io.lictor.server.importer;

import io.lictor.server.importer.ImportResult.Flag;
import io.lictor.server.importer.ImportResult.Line;
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

    private static void tags(ImportResult result, StringBuilder out) {
        TagText tags = new TagText(result.routes());
        tags.write(out);
        out.append('\n');
        flags(result, false, tags.left(), out);
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

    /** For a shell. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
