package io.lictor.engine;

import io.lictor.clock.Ticker;
import io.lictor.config.DesiredState;
import io.lictor.config.ListenerOptions;
import io.lictor.config.ListenerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.filter.Filter;
import io.lictor.observe.Observer;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Describes a proxy, then starts it. Not thread-safe. */
public final class LictorBuilder {

    private final List<ListenerSpec> listeners = new ArrayList<>();
    private final List<RouteSpec> routes = new ArrayList<>();
    private final Map<String, Filter.Factory> filters = new LinkedHashMap<>();
    private Optional<DesiredState> state = Optional.empty();
    private int workers = Runtime.getRuntime().availableProcessors();
    private Transport transport = Transport.AUTO;
    private Observer observer = Observer.NONE;
    private Ticker ticker = Ticker.system();
    private Duration drainTimeout = Duration.ZERO;
    private int maxConnections;
    private Optional<InetSocketAddress> resolver = Optional.empty();
    private Optional<ByteBufAllocator> allocator = Optional.empty();
    private long memoryBudget = MemoryWatch.budget();

    LictorBuilder() {}

    /** Listens on a port of all addresses; 0 lets the system choose. Repeatable. */
    public LictorBuilder listen(int port) {
        return listen(new InetSocketAddress(port));
    }

    /** Listens on an address. Repeatable. */
    public LictorBuilder listen(InetSocketAddress address) {
        return listen(ListenerSpec.at(address));
    }

    /** Listens on an address, and treats its connections in this way. Repeatable. */
    public LictorBuilder listen(InetSocketAddress address, ListenerOptions options) {
        return listen(new ListenerSpec(address, options));
    }

    /** Listens. Repeatable. */
    public LictorBuilder listen(ListenerSpec listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Adds a route with a static target, in the route grammar: {@code /sso http://127.0.0.1:8001 max_fails=3}.
     *
     * @throws IllegalArgumentException when it is not in the grammar
     */
    public LictorBuilder route(String route) {
        try {
            return route(RouteParser.parse(route, "route"));
        } catch (SpecException e) {
            throw new IllegalArgumentException("route \"" + route + "\": " + e.getMessage(), e);
        }
    }

    /** Adds a route with a static target. */
    public LictorBuilder route(RouteSpec route) {
        routes.add(route);
        return this;
    }

    /**
     * Adds a filter, for the routes that name it: {@code filters=NAME}.
     *
     * @param factory called once for each event loop, when the engine starts
     * @throws IllegalArgumentException when there is one of this name
     */
    public LictorBuilder filter(String name, Filter.Factory factory) {
        if (filters.putIfAbsent(name, factory) != null) {
            throw new IllegalArgumentException("filter \"" + name + "\": given twice (expected: once)");
        }
        return this;
    }

    /** The routes and upstreams to start with, in the place of {@link #route routes}: there before the first request. */
    public LictorBuilder state(DesiredState newState) {
        state = Optional.of(newState);
        return this;
    }

    /** How many event loops; one a core by default. */
    public LictorBuilder workers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("workers: " + count + " (expected: >= 1)");
        }
        workers = count;
        return this;
    }

    /** How sockets are driven; AUTO by default. */
    public LictorBuilder transport(Transport newTransport) {
        transport = newTransport;
        return this;
    }

    /** Who hears what happens; nobody by default. */
    public LictorBuilder observer(Observer newObserver) {
        observer = newObserver;
        return this;
    }

    /** The clock of all deadlines; the machine's by default. */
    public LictorBuilder ticker(Ticker newTicker) {
        ticker = newTicker;
        return this;
    }

    /** {@code resolver}: the DNS server that is asked for the host names of peers; those of the system by default. */
    public LictorBuilder resolver(InetSocketAddress server) {
        resolver = Optional.of(server);
        return this;
    }

    /** How long {@link Lictor#close()} waits for what is under way; not at all by default. */
    public LictorBuilder drainTimeout(Duration timeout) {
        drainTimeout = timeout;
        return this;
    }

    /** How many client connections may be open at once; by default half of the file descriptors, less a reserve. */
    public LictorBuilder maxConnections(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maxConnections: " + count + " (expected: >= 1)");
        }
        maxConnections = count;
        return this;
    }

    /** Where all buffers of connections and bodies come from; by default one of Netty's that fits the transport. */
    public LictorBuilder allocator(ByteBufAllocator newAllocator) {
        allocator = Optional.of(newAllocator);
        return this;
    }

    /**
     * How many bytes of direct memory the buffers may hold; as it comes near, load is shed (ADR 12). By default what the JVM
     * allows.
     */
    public LictorBuilder memoryBudget(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("memoryBudget: " + bytes + " (expected: >= 1)");
        }
        memoryBudget = bytes;
        return this;
    }

    /**
     * Starts listening.
     *
     * @throws StartException when an address cannot be listened on, a peer's name cannot be resolved, or the transport is
     *     not there; the message says which
     * @throws IllegalArgumentException when a route's target is not static
     */
    public Lictor start() throws StartException {
        return Lictor.start(new Lictor.Plan(
                List.copyOf(listeners),
                state.orElseGet(() -> StaticRoutes.desired(routes)),
                workers,
                transport,
                observer,
                ticker,
                drainTimeout,
                maxConnections,
                allocator,
                memoryBudget,
                resolver,
                Map.copyOf(filters)));
    }
}
