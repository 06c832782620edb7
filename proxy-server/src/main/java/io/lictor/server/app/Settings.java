package io.lictor.server.app;

import io.lictor.config.ListenerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.engine.Transport;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the program was told to do, checked.
 *
 * @param listen where clients come in; at least one
 * @param admin where the admin server listens; empty for none
 * @param routes the routes given by flags
 * @param consul how to reach Consul; empty for no registry
 * @param tags where not empty, only instances with one of these tags count
 * @param accessLog where lines go
 * @param maxConnections client connections at once; {@link #DERIVED} = as many as there are file descriptors for
 * @param workers how many event loops
 * @param transport how sockets are driven
 * @param drainTimeout how long a stop waits for what is under way
 * @param resolver the DNS server for host names of peers; empty for those of the system
 * @param watch how the registry is watched
 * @param policy what of the registry is configuration, and how far it is believed
 */
public record Settings(
        List<ListenerSpec> listen,
        Optional<InetSocketAddress> admin,
        List<RouteSpec> routes,
        Optional<ConsulOptions> consul,
        Set<String> tags,
        LogTarget accessLog,
        int maxConnections,
        int workers,
        Transport transport,
        Duration drainTimeout,
        Optional<InetSocketAddress> resolver,
        WatchSettings watch,
        DiscoveryPolicy policy) {

    /** From the limit of open files. */
    public static final int DERIVED = 0;

    public Settings {
        listen = List.copyOf(listen);
        routes = List.copyOf(routes);
        tags = Set.copyOf(tags);
    }

    /** The same with the registry watched, and believed, as by default. */
    public Settings(
            List<ListenerSpec> listen,
            Optional<InetSocketAddress> admin,
            List<RouteSpec> routes,
            Optional<ConsulOptions> consul,
            Set<String> tags,
            LogTarget accessLog,
            int maxConnections,
            int workers,
            Transport transport,
            Duration drainTimeout,
            Optional<InetSocketAddress> resolver) {
        this(
                listen,
                admin,
                routes,
                consul,
                tags,
                accessLog,
                maxConnections,
                workers,
                transport,
                drainTimeout,
                resolver,
                WatchSettings.DEFAULT);
    }

    /** The same with the registry believed as by default. */
    public Settings(
            List<ListenerSpec> listen,
            Optional<InetSocketAddress> admin,
            List<RouteSpec> routes,
            Optional<ConsulOptions> consul,
            Set<String> tags,
            LogTarget accessLog,
            int maxConnections,
            int workers,
            Transport transport,
            Duration drainTimeout,
            Optional<InetSocketAddress> resolver,
            WatchSettings watch) {
        this(
                listen,
                admin,
                routes,
                consul,
                tags,
                accessLog,
                maxConnections,
                workers,
                transport,
                drainTimeout,
                resolver,
                watch,
                DiscoveryPolicy.DEFAULT);
    }

    /** Where the access log goes. */
    public sealed interface LogTarget {}

    /** No access log. */
    public record NoLog() implements LogTarget {}

    /** To the standard output. */
    public record StandardOutput() implements LogTarget {}

    /** Appended to a file. */
    public record LogFile(Path path) implements LogTarget {}
}
