package io.lictor.server;

import io.lictor.config.spec.SpecException;
import io.lictor.discovery.AllowedRoutes;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.Extensions;
import io.lictor.discovery.Glob;
import io.lictor.server.Environment.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the flags that say what of the registry is configuration, and how far it is believed. Without state. */
final class PolicyFlags {

    private PolicyFlags() {}

    /**
     * Reads them.
     *
     * @param registry whether there is one
     */
    static DiscoveryPolicy read(Flags flags, Environment environment, boolean registry) throws UsageException {
        DiscoveryPolicy usual = DiscoveryPolicy.DEFAULT;
        Optional<Value> dialects = environment.value("--dialects", flags.dialects);
        Optional<Value> services = environment.value("--service-name", flags.serviceName);
        Optional<Value> prefix = environment.value("--kv-prefix", flags.kvPrefix);
        Optional<Value> fabio = environment.value("--fabio-kv", flags.fabioKv);
        return new DiscoveryPolicy(
                dialects.isPresent() ? dialects(dialects.get()) : usual.dialects(),
                services.isPresent() ? globs(services.get()) : List.of(),
                allowed(environment.values("--allow-route", flags.allowRoute)),
                prefix.isPresent() ? key(prefix.get()) : usual.keys().filter(key -> registry),
                fabio.isPresent() ? key(fabio.get()) : Optional.empty());
    }

    private static Set<String> dialects(Value value) throws UsageException {
        Set<String> known = Extensions.dialectNames();
        Set<String> names = new TreeSet<>();
        for (String name : value.isOff() ? List.<String>of() : words(value)) {
            if (!known.contains(name)) {
                throw value.expected("off, or some of " + String.join(" ", known) + " by commas");
            }
            names.add(name);
        }
        return names;
    }

    private static List<Glob> globs(Value value) throws UsageException {
        List<Glob> globs = new ArrayList<>();
        for (String glob : value.isOff() ? List.<String>of() : words(value)) {
            if (glob.isEmpty() || glob.contains(" ")) {
                throw value.expected("off, or globs of names by commas such as web-*");
            }
            globs.add(new Glob(glob));
        }
        return globs;
    }

    private static List<String> words(Value value) {
        return Arrays.stream(value.text().split(",", -1)).map(String::strip).toList();
    }

    private static AllowedRoutes allowed(List<Value> values) throws UsageException {
        for (Value value : values) {
            parse(value.place(), List.of(value));
        }
        return parse("--allow-route", values);
    }

    private static AllowedRoutes parse(String place, List<Value> values) throws UsageException {
        try {
            return AllowedRoutes.parse(values.stream().map(Value::text).toList());
        } catch (SpecException e) {
            throw new UsageException(place + " " + e.getMessage());
        }
    }

    /** A key without slashes at its ends; empty for off. */
    private static Optional<String> key(Value value) throws UsageException {
        if (value.isOff()) {
            return Optional.empty();
        }
        String key = value.text().replaceAll("^/+|/+$", "");
        if (key.isEmpty() || key.contains("//") || key.chars().anyMatch(c -> c <= ' ')) {
            throw value.expected("a key such as lictor, or off");
        }
        return Optional.of(key);
    }
}
