package io.lictor.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The flags by which a command that looks and ends reads a registry as the proxy would. Filled once by picocli; the main
 * thread's.
 */
final class ReadFlags {

    @Option(names = "--consul", paramLabel = "ADDR", description = "Read this Consul: services and keys.")
    @Nullable
    String consul;

    @Option(names = "--route", paramLabel = "SPEC", description = "With --consul: a route by flag. Repeatable.")
    List<String> route = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "TAG", description = "With --consul: as for lictor itself. Repeatable.")
    List<String> tag = new ArrayList<>();

    @Option(
            names = "--kv-prefix",
            paramLabel = "KEY",
            description = "With --consul: as for lictor itself, or off. Default: lictor.")
    @Nullable
    String kvPrefix;

    @Option(
            names = "--fabio-kv",
            paramLabel = "KEY",
            description = "With --consul: as for lictor itself. Default: off.")
    @Nullable
    String fabioKv;

    @Option(
            names = "--dialects",
            paramLabel = "NAMES",
            description = "With --consul: as for lictor itself, or off. Default: all.")
    @Nullable
    String dialects;

    @Option(
            names = "--service-name",
            arity = "0..1",
            fallbackValue = "*",
            paramLabel = "GLOBS",
            description = "With --consul: as for lictor itself. Default: off.")
    @Nullable
    String serviceName;

    @Option(
            names = "--allow-route",
            paramLabel = "RULE",
            description = "With --consul: as for lictor itself. Repeatable.")
    List<String> allowRoute = new ArrayList<>();

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            description = "With --consul: as for lictor itself. Repeatable. Default: the agent's own.")
    List<String> datacenter = new ArrayList<>();

    @Option(
            names = "--tagged-address",
            paramLabel = "NAME",
            description = "With --consul: as for lictor itself. Default: none.")
    @Nullable
    String taggedAddress;

    @Option(
            names = "--warning",
            paramLabel = "WHAT",
            description = "With --consul: as for lictor itself, serves or out. Default: serves.")
    @Nullable
    String warning;

    /** The same as flags of the proxy, where these stand for what was not given. */
    Flags asGivenToTheProxy() {
        Flags flags = new Flags();
        flags.route = route;
        flags.tag = tag;
        flags.kvPrefix = kvPrefix;
        flags.fabioKv = fabioKv;
        flags.dialects = dialects;
        flags.serviceName = serviceName;
        flags.allowRoute = allowRoute;
        flags.datacenter = datacenter;
        flags.taggedAddress = taggedAddress;
        flags.warning = warning;
        return flags;
    }

    /** Refuses what says something of a registry, where none is to be read. */
    void check() throws UsageException {
        if (consul != null) {
            return;
        }
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--route", !route.isEmpty());
        given.put("--tag", !tag.isEmpty());
        given.put("--kv-prefix", kvPrefix != null);
        given.put("--fabio-kv", fabioKv != null);
        given.put("--dialects", dialects != null);
        given.put("--service-name", serviceName != null);
        given.put("--allow-route", !allowRoute.isEmpty());
        given.put("--datacenter", !datacenter.isEmpty());
        given.put("--tagged-address", taggedAddress != null);
        given.put("--warning", warning != null);
        for (Map.Entry<String, Boolean> flag : given.entrySet()) {
            if (flag.getValue()) {
                throw new UsageException(
                        flag.getKey() + ": only with --consul (expected: a running Lictor knows its own)");
            }
        }
    }
}
