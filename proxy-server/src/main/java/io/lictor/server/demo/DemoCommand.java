package io.lictor.server.demo;

import io.lictor.config.ListenerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.engine.StartException;
import io.lictor.engine.Transport;
import io.lictor.server.app.Application;
import io.lictor.server.app.JvmDefaults;
import io.lictor.server.app.Settings;
import io.lictor.server.app.Settings.LogTarget;
import io.lictor.server.app.Shutdown;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code lictor demo}: a Consul, two small web services and Lictor in front of them, to play with; with {@code --once} a
 * story that checks itself.
 *
 * <p>Runs on the main thread. Owns all that it starts.
 */
@Command(
        name = "demo",
        hidden = true,
        customSynopsis = "lictor demo [--once] [--in-memory]",
        description = "A Consul, two small web services and Lictor in front of them.")
public final class DemoCommand implements Callable<Integer> {

    private static final int HELD = 0;
    private static final int NOT_HELD = 1;
    private static final int NO_CONSUL = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int PORT = 8080;
    private static final int ADMIN_PORT = 9990;
    private static final String ROUTE = "/sso tag:" + DemoRegistry.TAG + " max_fails=3 fail_timeout=10s";

    @Option(names = "--once", description = "Tell the whole story, check every step, end.")
    boolean once;

    @Option(names = "--in-memory", description = "Register in memory; no Consul is needed.")
    boolean inMemory;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say this.")
    boolean help;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    /** What is closed in the end, last started first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    @Override
    public Integer call() throws Exception {
        if (once) {
            JvmDefaults.onlyWarnings();
        }
        Optional<DemoRegistry> registry = registry();
        if (registry.isEmpty()) {
            return NO_CONSUL;
        }
        parts.push(registry.get());
        try {
            return once ? tellStory(registry.get()) : show(registry.get());
        } catch (IOException | StartException e) {
            err.println("lictor: demo: " + e.getMessage());
            return NOT_HELD;
        } finally {
            close();
            Shutdown.flushLogs();
        }
    }

    /** The registry to use; empty when a Consul is needed and there is none. */
    private Optional<DemoRegistry> registry() throws InterruptedException {
        if (inMemory) {
            return Optional.of(new InMemoryDemoRegistry());
        }
        ConsulBinary binary = ConsulBinary.find();
        String reason = binary.reason();
        if (binary.path().isPresent()) {
            try {
                return Optional.of(ConsulDemoRegistry.start(binary.path().get()));
            } catch (IOException e) {
                reason = reason + ": " + e.getMessage();
            }
        }
        err.println("lictor: demo: no Consul: " + reason);
        if (once) {
            err.println("lictor: demo: --in-memory tells the story without one");
            return Optional.empty();
        }
        err.println("lictor: demo: services are registered in memory instead");
        return Optional.of(new InMemoryDemoRegistry());
    }

    private int tellStory(DemoRegistry registry) throws IOException, InterruptedException, StartException {
        DemoServices services = startServices();
        Application lictor = Application.start(settings(registry, 0, 0, new Settings.NoLog()), registry.open());
        parts.push(lictor);
        URI uri = uri(lictor);
        out.println("Lictor at " + uri + ", " + registry.description() + ", route " + ROUTE);
        out.println();
        return new Story(registry, services, uri, out).tell() ? HELD : NOT_HELD;
    }

    /** Runs until a signal ends the process. */
    private int show(DemoRegistry registry) throws IOException, InterruptedException, StartException {
        DemoServices services = startServices();
        Application lictor = startForPlay(registry);
        parts.push(lictor);
        Shutdown.onSignal(this::close, Duration.ofSeconds(15));
        lictor.logStart();
        for (DemoService service : services.all()) {
            registry.register(service);
        }
        for (DemoService service : services.all()) {
            registry.awaitPassing(service, PATIENCE);
        }
        new Invitation(registry, services, lictor, uri(lictor)).print(out);
        Shutdown.awaitSignal();
        return HELD;
    }

    private DemoServices startServices() throws IOException {
        DemoServices services = new DemoServices();
        parts.push(services);
        services.start();
        services.start();
        return services;
    }

    /** On the usual ports, or on any where those are taken. */
    private static Application startForPlay(DemoRegistry registry) throws StartException {
        try {
            return Application.start(
                    settings(registry, PORT, ADMIN_PORT, new Settings.StandardOutput()), registry.open());
        } catch (StartException e) {
            return Application.start(settings(registry, 0, 0, new Settings.StandardOutput()), registry.open());
        }
    }

    private static Settings settings(DemoRegistry registry, int port, int adminPort, LogTarget log) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new Settings(
                List.of(ListenerSpec.at(new InetSocketAddress(loopback, port))),
                Optional.of(new InetSocketAddress(loopback, adminPort)),
                List.of(route()),
                registry.consul(),
                Set.of(),
                log,
                Settings.DERIVED,
                Runtime.getRuntime().availableProcessors(),
                Transport.AUTO,
                Duration.ofSeconds(5),
                Optional.empty());
    }

    private static RouteSpec route() {
        try {
            return RouteParser.parse(ROUTE, "demo");
        } catch (SpecException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URI uri(Application lictor) {
        return URI.create("http://127.0.0.1:" + lictor.port() + "/sso");
    }

    private void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                err.println("lictor: demo: not closed cleanly: " + e);
            }
        }
    }
}
