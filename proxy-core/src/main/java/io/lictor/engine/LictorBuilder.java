package io.lictor.engine;

import io.lictor.clock.Ticker;
import io.lictor.config.RouteSpec;
import io.lictor.observe.Observer;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Describes a proxy, then starts it. Not thread-safe. */
public final class LictorBuilder {

    LictorBuilder() {}

    /** Listens on a port of all addresses; 0 lets the system choose. Repeatable. */
    public LictorBuilder listen(int port) {
        return listen(new InetSocketAddress(port));
    }

    /** Listens on an address. Repeatable. */
    public LictorBuilder listen(InetSocketAddress address) {
        return this;
    }

    /**
     * Adds a route with a static target, in the route grammar: {@code /sso http://127.0.0.1:8001 max_fails=3}.
     *
     * @throws IllegalArgumentException when it is not in the grammar
     */
    public LictorBuilder route(String route) {
        return this;
    }

    /** Adds a route with a static target. */
    public LictorBuilder route(RouteSpec route) {
        return this;
    }

    /** How many event loops; one a core by default. */
    public LictorBuilder workers(int count) {
        return this;
    }

    public LictorBuilder transport(Transport transport) {
        return this;
    }

    /** Who hears what happens. */
    public LictorBuilder observer(Observer observer) {
        return this;
    }

    /** The clock of all deadlines. */
    public LictorBuilder ticker(Ticker ticker) {
        return this;
    }

    /** How long {@link Lictor#close()} waits for what is under way. */
    public LictorBuilder drainTimeout(Duration timeout) {
        return this;
    }

    /**
     * Starts listening.
     *
     * @throws StartException when an address cannot be listened on or the transport is not there; the message says which
     */
    public Lictor start() throws StartException {
        return new Lictor();
    }
}
