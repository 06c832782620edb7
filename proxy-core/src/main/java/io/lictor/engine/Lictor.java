package io.lictor.engine;

import io.lictor.config.DesiredState;
import java.net.InetSocketAddress;
import java.util.List;

/** A running proxy. */
public final class Lictor implements AutoCloseable {

    Lictor() {}

    /** Starts to describe a proxy. */
    public static LictorBuilder builder() {
        return new LictorBuilder();
    }

    /** The port of the first listener: the one the system chose where 0 was asked for. */
    public int port() {
        return 0;
    }

    /** Where it listens. */
    public List<InetSocketAddress> addresses() {
        return List.of();
    }

    /** The transport in use, never AUTO. */
    public Transport transport() {
        return Transport.NIO;
    }

    /**
     * Makes the routes and upstreams what {@code state} says, in one step: a new generation. Connections, counters and
     * histories of what stays are kept. Any thread; calls take effect in their order.
     */
    public void apply(DesiredState state) {}

    /** The routes and upstreams as they stand. Any thread. */
    public EngineView view() {
        return new EngineView(0, List.of(), List.of());
    }

    /** Stops accepting, lets what is under way end within the drain timeout, cuts the rest. Returns when all is closed. */
    @Override
    public void close() {}
}
