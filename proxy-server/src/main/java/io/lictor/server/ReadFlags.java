package io.lictor.server;

import java.util.ArrayList;
import java.util.List;
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

    /** Refuses what says something of a registry, where none is to be read. */
    void check() throws UsageException {
        if (consul != null) {
            return;
        }
        String useless = !route.isEmpty()
                ? "--route"
                : !tag.isEmpty() ? "--tag" : kvPrefix != null ? "--kv-prefix" : fabioKv != null ? "--fabio-kv" : "";
        if (!useless.isEmpty()) {
            throw new UsageException(useless + ": only with --consul (expected: a running Lictor knows its own)");
        }
    }
}
