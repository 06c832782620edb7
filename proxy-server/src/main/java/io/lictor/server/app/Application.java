package io.lictor.server.app;

import io.lictor.config.DesiredState;
import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.Registry;
import io.lictor.discovery.Source;
import io.lictor.discovery.StateStore;
import io.lictor.engine.EngineView;
import io.lictor.engine.Lictor;
import io.lictor.engine.LictorBuilder;
import io.lictor.engine.StartException;
import io.lictor.engine.Transport;
import io.lictor.observe.Observer;
import io.lictor.server.admin.AdminPages;
import io.lictor.server.admin.AdminServer;
import io.lictor.server.log.AccessLog;
import io.lictor.server.metrics.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program.
 *
 * <p>Any thread. Owns every part it started; {@link #close()} drains and closes them in the reverse order.
 */
public final class Application implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("lictor");

    private final Settings settings;
    /** What {@link #close()} closes, last started first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final Views views = new Views();
    private final Lictor engine;
    private final Discovery discovery;
    private final Optional<AdminServer> admin;

    private Application(Settings settings, List<Source> sources) throws StartException {
        this.settings = settings;
        try {
            sources.forEach(source -> parts.push(source.registry()));
            Optional<AccessLog> log = accessLog();
            log.ifPresent(parts::push);
            Metrics metrics = new Metrics(
                    () -> ViewGauges.of(views.engine(), views.overload(), views.discovery()),
                    () -> log.map(AccessLog::dropped).orElse(0L));
            parts.push(metrics);
            // First of the sockets: a port in use is then said before anything else has begun.
            admin = startAdmin(metrics);
            admin.ifPresent(parts::push);
            Observer observer = log.isPresent() ? metrics.and(log.get()) : metrics;
            StateStore store = Registries.store(settings.watch());
            parts.push(store);
            discovery = Discovery.prepare(Registries.config(settings), sources, store);
            engine = startEngine(observer, discovery.initial());
            parts.push(engine);
            parts.push(discovery);
            discovery.watch(engine::apply);
            views.show(engine, discovery);
        } catch (StartException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts all parts with the registry that the settings name.
     *
     * @throws StartException when something it needs is not to be had: a port, the log's file; the message says what
     */
    public static Application start(Settings settings) throws StartException {
        return new Application(settings, Registries.sources(settings));
    }

    /**
     * Starts all parts.
     *
     * @param registry closed with the application, also when the start fails
     * @throws StartException when something it needs is not to be had: a port, the log's file; the message says what
     */
    public static Application start(Settings settings, Registry registry) throws StartException {
        return new Application(settings, List.of(Source.local(registry)));
    }

    /** The port of the first listener. */
    public int port() {
        return engine.port();
    }

    /** Where clients come in. */
    public List<InetSocketAddress> addresses() {
        return engine.addresses();
    }

    /** Where the admin server listens. */
    public Optional<InetSocketAddress> adminAddress() {
        return admin.map(AdminServer::address);
    }

    /** How sockets are driven. */
    public Transport transport() {
        return engine.transport();
    }

    /** The engine's routes and upstreams now. */
    public EngineView view() {
        return engine.view();
    }

    /** What discovery knows now. */
    public DiscoveryView discoveryView() {
        return discovery.view();
    }

    /** Says in one line where it listens and how it runs. */
    public void logStart() {
        LOG.info(
                "listening on={} admin={} consul={} transport={} workers={} jdk={} ms={}",
                addresses().stream().map(Reason::text).collect(Collectors.joining(",")),
                adminAddress().map(Reason::text).orElse("off"),
                settings.consul().map(Object::toString).orElse("off"),
                transport().name().toLowerCase(Locale.ROOT),
                settings.workers(),
                Runtime.version().feature(),
                JvmDefaults.sinceMain().toMillis());
    }

    /**
     * Says that it is not ready any more, stops accepting, lets what is under way end within the drain timeout, closes
     * everything.
     */
    @Override
    public void close() {
        views.drain();
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("not closed cleanly part={}", part.getClass().getSimpleName(), e);
            }
        }
    }

    private Optional<AccessLog> accessLog() throws StartException {
        DaemonThreads threads = new DaemonThreads("access-log");
        if (settings.accessLog() instanceof Settings.LogFile file) {
            return Optional.of(logFile(file.path(), threads));
        }
        return settings.accessLog() instanceof Settings.StandardOutput
                ? Optional.of(AccessLog.toStandardOutput(threads))
                : Optional.empty();
    }

    private static AccessLog logFile(Path path, DaemonThreads threads) throws StartException {
        try {
            return AccessLog.toFile(path, threads);
        } catch (NoSuchFileException e) {
            throw new StartException("--access-log \"" + path + "\": its folder is not there", e);
        } catch (IOException e) {
            throw new StartException("--access-log \"" + path + "\": cannot be written (" + Reason.of(e) + ")", e);
        }
    }

    private Lictor startEngine(Observer observer, DesiredState state) throws StartException {
        LictorBuilder builder = Lictor.builder()
                .workers(settings.workers())
                .transport(settings.transport())
                .drainTimeout(settings.drainTimeout())
                .observer(observer)
                .state(state);
        settings.resolver().ifPresent(builder::resolver);
        settings.listen().forEach(builder::listen);
        if (settings.maxConnections() != Settings.DERIVED) {
            builder.maxConnections(settings.maxConnections());
        }
        return builder.start();
    }

    private Optional<AdminServer> startAdmin(Metrics metrics) throws StartException {
        if (settings.admin().isEmpty()) {
            return Optional.empty();
        }
        AdminPages pages = new AdminPages(
                        views::engine,
                        views::overload,
                        views::discovery,
                        views::explain,
                        views::findings,
                        metrics::scrape)
                .withRelease(views::release);
        InetSocketAddress address = settings.admin().get();
        try {
            return Optional.of(AdminServer.start(address, pages, new DaemonThreads("admin")));
        } catch (IOException e) {
            throw new StartException(
                    "--admin: cannot listen on " + Reason.text(address) + " (" + Reason.of(e) + ")", e);
        }
    }
}
