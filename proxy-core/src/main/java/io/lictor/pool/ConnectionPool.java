package io.lictor.pool;

import io.lictor.clock.LoopTimers;
import io.lictor.config.UpstreamOptions;
import io.lictor.observe.LoopObserver;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.Endpoint;
import io.lictor.upstream.IdleConnections;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to all endpoints. Idle ones are used newest first, so that the surplus grows old and
 * is closed.
 *
 * <p>Confined to its loop: plain maps, no lock. Only the bound on idle connections looks at the other loops.
 */
public final class ConnectionPool {

    /**
     * What a pool knows of its surroundings.
     *
     * @param channels makes a channel of the loop's transport
     * @param allocator where the buffers of the loop's connections come from
     * @param liveness what the transport can tell of a channel beyond its events
     * @param others the pools of all loops, by number: to be used by way of their loops only
     * @param tls what connections by TLS are made with
     */
    public record Surroundings(
            ChannelFactory<SocketChannel> channels,
            ByteBufAllocator allocator,
            Liveness liveness,
            Others others,
            TlsContexts tls) {}

    /** The pools of all loops. */
    @FunctionalInterface
    public interface Others {
        ConnectionPool pool(int loop);
    }

    private final EventLoop loop;
    private final int number;
    private final Surroundings surroundings;
    private final ChannelOpener opener;
    private final LoopTimers timers;
    private final LoopObserver observer;
    private final Map<Endpoint, EndpointPool> pools = new HashMap<>();

    /**
     * A pool, empty.
     *
     * @param number the loop's number, from 0
     */
    public ConnectionPool(
            EventLoop loop, int number, Surroundings surroundings, LoopTimers timers, LoopObserver observer) {
        this.loop = loop;
        this.number = number;
        this.surroundings = surroundings;
        this.opener = new ChannelOpener(loop, surroundings, this::connectEnded);
        this.timers = timers;
        this.observer = observer;
    }

    /**
     * Leases the newest idle connection to {@code endpoint}; null when there is none.
     *
     * @param once whether what will be sent must not be sent twice: then the transport is asked whether the peer has closed
     *     already, for one system call. What may be sent twice is, if need be
     */
    public @Nullable UpstreamConnection acquire(Endpoint endpoint, boolean once, ConnectionReceiver receiver) {
        assert loop.inEventLoop();
        EndpointPool pool = pools.get(endpoint);
        if (pool == null) {
            return null;
        }
        UpstreamConnection connection = pool.takeNewest();
        while (connection != null && !connection.isUsable(once ? surroundings.liveness() : Liveness.BY_EVENTS)) {
            // Closed, and the event that says so is still on its way.
            connection.close();
            connection = pool.takeNewest();
        }
        if (connection != null) {
            connection.lease(receiver);
        }
        return connection;
    }

    /**
     * Makes a connection and leases it; or, when {@code max_connecting} are being made, leases the first that is given back
     * or made in its turn. The receiver hears of it later, never within this call.
     *
     * @param upstream the upstream's name, for the observer
     */
    public UpstreamConnection connect(
            Endpoint endpoint, String upstream, UpstreamOptions options, ConnectionReceiver receiver) {
        assert loop.inEventLoop();
        EndpointPool pool = pool(endpoint);
        UpstreamConnection connection = new UpstreamConnection(this, endpoint, upstream, receiver);
        if (pool.beginConnecting(options.limits().maxConnecting())) {
            connect(connection);
        } else {
            pool.await(connection);
        }
        return connection;
    }

    /** Closes the idle connections to an endpoint that was retired. */
    public void evict(Endpoint endpoint) {
        assert loop.inEventLoop();
        EndpointPool pool = pools.get(endpoint);
        if (pool != null) {
            pool.closeIdle();
            forgetIfUnused(endpoint, pool);
        }
    }

    /** How many channels are not closed to the end: one that is being closed may have a read under way. Any thread. */
    public int channels() {
        return opener.channels();
    }

    /** Closes all idle connections. */
    public void evictAll() {
        new ArrayList<>(pools.keySet()).forEach(this::evict);
    }

    /** A connection is free: it goes to who waits for one, or among the idle ones; false when it shall not be kept. */
    boolean keep(UpstreamConnection connection, UpstreamOptions options) {
        Endpoint endpoint = connection.endpoint();
        EndpointPool pool = pool(endpoint);
        if (pool.hasWaiting() && !connection.isUsable(surroundings.liveness())) {
            // What waits may be a request that must not be sent twice.
            return false;
        }
        UpstreamConnection waiting = pool.takeWaiting();
        if (waiting != null) {
            connection.leaseFor(waiting);
            return true;
        }
        if (endpoint.isRetired() || options.keepalive() == 0) {
            // It may have been retired, and forgotten, while this connection was in use.
            forgetIfUnused(endpoint, pool);
            return false;
        }
        pool.add(connection);
        connection.becomeIdle(options.keepaliveTimeoutMillis());
        if (endpoint.idleConnections().mayExceed(options.keepalive())) {
            trim(endpoint, pool, options.keepalive());
        }
        return true;
    }

    /** Takes a connection from among the idle ones. */
    void forgetIdle(UpstreamConnection connection) {
        Endpoint endpoint = connection.endpoint();
        EndpointPool pool = pools.get(endpoint);
        if (pool != null) {
            pool.remove(connection);
            forgetIfUnused(endpoint, pool);
        }
    }

    /** Who waited for a connection gave up. */
    void forgetWaiting(UpstreamConnection connection) {
        EndpointPool pool = pools.get(connection.endpoint());
        if (pool != null) {
            pool.awaitNoMore(connection);
        }
    }

    /** A connection has been made, or could not be: the turn of the next. */
    void connectEnded(Endpoint endpoint) {
        EndpointPool pool = pools.get(endpoint);
        if (pool == null) {
            return;
        }
        pool.endConnecting();
        UpstreamConnection next = pool.takeWaiting();
        if (next != null && pool.beginConnecting(Integer.MAX_VALUE)) {
            connect(next);
        }
        forgetIfUnused(endpoint, pool);
    }

    /** To how many endpoints there are connections, or may be. */
    int endpoints() {
        return pools.size();
    }

    private EndpointPool pool(Endpoint endpoint) {
        EndpointPool pool = pools.get(endpoint);
        if (pool == null) {
            pool = new EndpointPool(endpoint, number);
            pools.put(endpoint, pool);
        }
        return pool;
    }

    private void connect(UpstreamConnection connection) {
        connection.begin();
        opener.open(connection);
    }

    /** Brings the idle connections of all loops to {@code most}: the oldest of the loop that keeps the most goes first. */
    private void trim(Endpoint endpoint, EndpointPool own, int most) {
        IdleConnections counts = endpoint.idleConnections();
        while (counts.exceeds(most)) {
            int fullest = counts.fullest(number);
            if (fullest != number) {
                surroundings.others().pool(fullest).relieve(endpoint, most);
                return;
            }
            if (!own.closeOldest()) {
                return;
            }
        }
    }

    /** Has the oldest idle connection to {@code endpoint} closed if there are still more than {@code most}. Any thread. */
    private void relieve(Endpoint endpoint, int most) {
        try {
            loop.execute(() -> {
                IdleConnections counts = endpoint.idleConnections();
                EndpointPool pool = pools.get(endpoint);
                if (counts.exceeds(most) && (pool == null || !pool.closeOldest())) {
                    // They have been leased or closed meanwhile: another loop keeps the surplus now.
                    int fullest = counts.fullest(number);
                    if (fullest != number) {
                        surroundings.others().pool(fullest).relieve(endpoint, most);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            // That loop has ended, and its connections with it.
        }
    }

    private void forgetIfUnused(Endpoint endpoint, EndpointPool pool) {
        if (endpoint.isRetired() && pool.isUnused()) {
            pools.remove(endpoint);
        }
    }

    /** Where buffers of this loop come from. */
    public ByteBufAllocator allocator() {
        return surroundings.allocator();
    }

    Liveness liveness() {
        return surroundings.liveness();
    }

    LoopTimers timers() {
        return timers;
    }

    LoopObserver observer() {
        return observer;
    }
}
