package io.lictor.server;

import io.lictor.server.Environment.Value;
import io.lictor.server.app.WatchSettings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the flags about how the registry is watched: {@code --datacenter --state --warning}. Without state. */
final class WatchFlags {

    private WatchFlags() {}

    static WatchSettings read(Flags flags, Environment environment) throws UsageException {
        Optional<Value> state = environment.value("--state", flags.state);
        if (state.isPresent() && state.get().text().isEmpty()) {
            throw state.get().expected("a folder");
        }
        return new WatchSettings(
                datacenters(environment.values("--datacenter", flags.datacenter)),
                state.filter(value -> !value.isOff()).map(value -> Path.of(value.text())),
                warningServes(flags, environment));
    }

    /** The local one, then those to fall back on; none for the agent's own. */
    static List<String> datacenters(List<Value> values) throws UsageException {
        Set<String> names = new LinkedHashSet<>();
        for (Value value : values) {
            for (String name : value.text().split(",", -1)) {
                if (name.isBlank() || !names.add(name.strip())) {
                    throw value.expected("names of datacenters, each once, the local one first");
                }
            }
        }
        return List.copyOf(names);
    }

    /** Whether an instance with a check in warning takes requests. */
    static boolean warningServes(Flags flags, Environment environment) throws UsageException {
        Optional<Value> value = environment.value("--warning", flags.warning);
        if (value.isEmpty()) {
            return true;
        }
        return switch (value.get().text()) {
            case "serves" -> true;
            case "out" -> false;
            default -> throw value.get().expected("serves or out");
        };
    }
}
