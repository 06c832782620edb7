package io.lictor.server;

import io.lictor.config.Address;
import io.lictor.discovery.DiscoveryConfig;
import io.lictor.discovery.RegistryReading;
import io.lictor.discovery.RegistryReading.UnreachableException;
import io.lictor.discovery.Source;
import io.lictor.discovery.consul.CheckAudit;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.server.app.Registries;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the commands that look and end have in common: where they look, how they fail, their exit codes.
 *
 * <p>Runs on the main thread.
 */
final class Tool {

    static final int OK = 0;
    /** It answered, and the answer is no: no route, findings. */
    static final int NO = 1;

    static final int WRONG_USAGE = 2;
    static final int UNREACHABLE = 3;

    /** Consul answers at once or is not well; many services take some time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int ADMIN_PORT = 9990;

    /** What a command does; fails with what is wrong. */
    interface Work {
        int run() throws UsageException, UnreachableException, IOException, InterruptedException;
    }

    private final String name;
    private final Environment environment;
    final InputStream in;
    final PrintStream out;
    private final PrintStream err;

    /**
     * @param name of the command, for messages
     */
    Tool(String name, Environment environment, InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.name = name;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs it; the exit code. */
    int run(Work work) {
        try {
            return work.run();
        } catch (UsageException e) {
            err.println("lictor " + name + ": " + e.getMessage());
            return WRONG_USAGE;
        } catch (UnreachableException | IOException e) {
            err.println("lictor " + name + ": " + e.getMessage());
            return UNREACHABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNREACHABLE;
        }
    }

    /** Where the admin server of a running Lictor is. */
    String admin(@Nullable String given) throws UsageException {
        Environment.Value value =
                environment.value("--admin", given).orElse(new Environment.Value("--admin", "127.0.0.1:9990"));
        String text = value.text();
        try {
            boolean portOnly = text.chars().allMatch(c -> c >= '0' && c <= '9');
            return Address.parse(portOnly ? "127.0.0.1:" + text : text, ADMIN_PORT)
                    .toString();
        } catch (IllegalArgumentException e) {
            throw value.expected("[HOST:]PORT of a running Lictor's --admin");
        }
    }

    /** Reads Consul once. */
    RegistryReading reading(String consul, ReadFlags read)
            throws UsageException, UnreachableException, InterruptedException {
        ConsulOptions options = consul(consul, read.taggedAddress);
        // What else the registry may say is as the variables have it, as for the proxy itself.
        Flags flags = read.asGivenToTheProxy();
        DiscoveryConfig config = new DiscoveryConfig(
                SettingsReader.routes(environment.values("--route", flags.route), true),
                SettingsReader.tags(environment.values("--tag", flags.tag)),
                WatchFlags.datacenters(environment.values("--datacenter", flags.datacenter)),
                WatchFlags.warningServes(flags, environment),
                PolicyFlags.read(flags, environment, true));
        List<Source> sources = sources(options, config.datacenters());
        try {
            return RegistryReading.of(config, sources, PATIENCE);
        } catch (UnreachableException e) {
            throw new UnreachableException("Consul at " + options + ": " + e.getMessage());
        } finally {
            sources.forEach(source -> source.registry().close());
        }
    }

    /** The instances of these services that nothing checks. */
    List<String> unchecked(String consul, Collection<String> services) throws UsageException, UnreachableException {
        ConsulOptions options = consul(consul);
        try {
            return CheckAudit.unchecked(options, services.stream().sorted().toList());
        } catch (IOException e) {
            throw unreachable("Consul at " + options, e);
        }
    }

    private ConsulOptions consul(String given) throws UsageException {
        return consul(given, null);
    }

    private ConsulOptions consul(String given, @Nullable String taggedAddress) throws UsageException {
        Optional<ConsulOptions> options = ConsulFlag.parse(environment, List.of(given), null, taggedAddress);
        if (options.isEmpty()) {
            throw new UsageException("--consul \"off\" (expected: [http[s]://]HOST:PORT of an agent)");
        }
        return options.get();
    }

    /** Something that was asked did not answer. */
    static UnreachableException unreachable(String what, IOException e) {
        String message = e.getMessage();
        return new UnreachableException(
                what + ": " + (message == null ? e.getClass().getSimpleName() : message));
    }

    private static List<Source> sources(ConsulOptions options, List<String> datacenters) throws UsageException {
        try {
            return Registries.sources(options, datacenters);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--consul: " + e.getMessage());
        }
    }
}
