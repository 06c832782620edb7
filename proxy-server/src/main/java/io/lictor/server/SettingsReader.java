package io.lictor.server;

import io.lictor.config.Address;
import io.lictor.config.ListenerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.spec.ListenerParser;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.config.spec.Units;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.engine.Transport;
import io.lictor.server.Environment.Value;
import io.lictor.server.app.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns flags and environment into {@link Settings}, or says in one line what is wrong. Without state. */
final class SettingsReader {

    private static final Value DEFAULT_LISTEN = new Value("--listen", "8080");
    private static final Value DEFAULT_ADMIN = new Value("--admin", "127.0.0.1:9990");
    private static final Value DEFAULT_DRAIN = new Value("--drain-timeout", "30s");
    private static final Value DEFAULT_TRANSPORT = new Value("--transport", "auto");
    private static final int MOST_WORKERS = 1024;
    private static final int MOST_CONNECTIONS = 10_000_000;
    private static final int DNS_PORT = 53;

    private SettingsReader() {}

    static Settings read(Flags flags, Environment environment) throws UsageException {
        Optional<ConsulOptions> consul =
                ConsulFlag.parse(environment, flags.consul, flags.maxBlockingQueries, flags.taggedAddress);
        List<RouteSpec> routes = routes(environment.values("--route", flags.route), consul.isPresent());
        if (consul.isEmpty() && routes.isEmpty()) {
            throw new UsageException("nothing to serve: Consul is off and there is no --route");
        }
        return new Settings(
                listen(environment.values("--listen", flags.listen)),
                admin(environment.value("--admin", flags.admin).orElse(DEFAULT_ADMIN)),
                routes,
                consul,
                tags(environment.values("--tag", flags.tag)),
                accessLog(environment.value("--access-log", flags.accessLog).orElse(new Value("--access-log", "-"))),
                maxConnections(environment.value("--max-connections", flags.maxConnections)),
                workers(environment.value("--workers", flags.workers)),
                transport(environment.value("--transport", flags.transport).orElse(DEFAULT_TRANSPORT)),
                drainTimeout(
                        environment.value("--drain-timeout", flags.drainTimeout).orElse(DEFAULT_DRAIN)),
                resolver(environment.value("--resolver", flags.resolver)),
                WatchFlags.read(flags, environment),
                PolicyFlags.read(flags, environment, consul.isPresent()));
    }

    private static List<ListenerSpec> listen(List<Value> values) throws UsageException {
        List<ListenerSpec> listeners = new ArrayList<>();
        for (Value value : values.isEmpty() ? List.of(DEFAULT_LISTEN) : values) {
            listeners.add(listener(value));
        }
        return listeners;
    }

    /** {@code [HOST:]PORT option=value …}. */
    private static ListenerSpec listener(Value value) throws UsageException {
        String[] words = value.text().split("\\s+", 2);
        InetSocketAddress address = SocketAddresses.parse(new Value(value.place(), words[0]));
        try {
            return new ListenerSpec(address, ListenerParser.options(words.length == 1 ? "" : words[1]));
        } catch (SpecException e) {
            throw new UsageException(value.place() + " \"" + value.text() + "\": " + e.getMessage());
        }
    }

    private static Optional<InetSocketAddress> admin(Value value) throws UsageException {
        if (value.isOff()) {
            return Optional.empty();
        }
        return Optional.of(SocketAddresses.parse(value));
    }

    /** The routes; without a registry only those that need none. */
    static List<RouteSpec> routes(List<Value> values, boolean registry) throws UsageException {
        List<RouteSpec> routes = new ArrayList<>();
        Map<String, String> written = new HashMap<>();
        for (Value value : values) {
            RouteSpec route = route(value);
            if (!registry && !(route.target() instanceof Target.Static)) {
                throw new UsageException(value.place() + " \"" + value.text() + "\": \"" + route.target()
                        + "\" needs a registry, and Consul is off");
            }
            String other = written.put(route.key(), value.text());
            if (other != null) {
                throw new UsageException(
                        value.place() + " \"" + value.text() + "\": the same host and path as in \"" + other + "\"");
            }
            routes.add(route);
        }
        return routes;
    }

    private static RouteSpec route(Value value) throws UsageException {
        try {
            return RouteParser.parse(value.text(), value.place());
        } catch (SpecException e) {
            throw new UsageException(value.place() + " \"" + value.text() + "\": " + e.getMessage());
        }
    }

    static Set<String> tags(List<Value> values) throws UsageException {
        Set<String> tags = new TreeSet<>();
        for (Value value : values) {
            if (value.text().isEmpty() || value.text().contains(" ")) {
                throw value.expected("one tag");
            }
            tags.add(value.text());
        }
        return tags;
    }

    private static Settings.LogTarget accessLog(Value value) throws UsageException {
        if (value.text().isEmpty()) {
            throw value.expected("a file, - for standard output, or off");
        }
        if (value.isOff()) {
            return new Settings.NoLog();
        }
        return value.text().equals("-") ? new Settings.StandardOutput() : new Settings.LogFile(Path.of(value.text()));
    }

    private static int workers(Optional<Value> value) throws UsageException {
        if (value.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        return Numbers.read(value.get(), MOST_WORKERS);
    }

    private static int maxConnections(Optional<Value> value) throws UsageException {
        return value.isEmpty() ? Settings.DERIVED : Numbers.read(value.get(), MOST_CONNECTIONS);
    }

    private static Transport transport(Value value) throws UsageException {
        return switch (value.text()) {
            case "auto" -> Transport.AUTO;
            case "io_uring" -> Transport.IO_URING;
            case "epoll" -> Transport.EPOLL;
            case "nio" -> Transport.NIO;
            default -> throw value.expected("auto, io_uring, epoll or nio");
        };
    }

    private static Optional<InetSocketAddress> resolver(Optional<Value> value) throws UsageException {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            Address address = Address.parse(value.get().text(), DNS_PORT);
            if (address.isLiteral()) {
                return Optional.of(new InetSocketAddress(address.host(), address.port()));
            }
        } catch (IllegalArgumentException e) {
            // Not an address either.
        }
        throw value.get().expected("the IP address of a DNS server, and a port where it is not 53");
    }

    private static Duration drainTimeout(Value value) throws UsageException {
        try {
            return Duration.ofMillis(Units.millis(value.place(), value.text()));
        } catch (SpecException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
