package io.lictor.pool;

import io.lictor.clock.LoopTimers;
import io.lictor.config.UpstreamOptions;
import io.lictor.observe.LoopObserver;
import io.lictor.upstream.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to all endpoints. Idle ones are used newest first, so that the surplus grows old and
 * is closed.
 *
 * <p>Confined to its loop: plain maps, no lock.
 */
public final class ConnectionPool {

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final ByteBufAllocator allocator;
    private final LoopTimers timers;
    private final LoopObserver observer;
    private final Map<Endpoint, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();

    /**
     * An empty pool.
     *
     * @param allocator where the buffers of this loop's connections come from
     */
    public ConnectionPool(
            EventLoop loop,
            ChannelFactory<SocketChannel> channels,
            ByteBufAllocator allocator,
            LoopTimers timers,
            LoopObserver observer) {
        this.loop = loop;
        this.allocator = allocator;
        this.timers = timers;
        this.observer = observer;
        // Auto-close is off: a write that fails must not throw away an answer that can still be read.
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(channels)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    }

    /** Leases the newest idle connection to {@code endpoint}; null when there is none. */
    public @Nullable UpstreamConnection acquire(Endpoint endpoint, ConnectionReceiver receiver) {
        assert loop.inEventLoop();
        ArrayDeque<UpstreamConnection> connections = idle.get(endpoint);
        if (connections == null) {
            return null;
        }
        UpstreamConnection connection = connections.pollFirst();
        while (connection != null && !connection.isActive()) {
            // Closed, and the event that says so is still on its way.
            connection = connections.pollFirst();
        }
        if (connection != null) {
            connection.lease(receiver);
        }
        return connection;
    }

    /**
     * Makes a connection and leases it. The receiver hears of it later, never within this call.
     *
     * @param upstream the upstream's name, for the observer
     */
    public UpstreamConnection connect(Endpoint endpoint, String upstream, ConnectionReceiver receiver) {
        assert loop.inEventLoop();
        UpstreamConnection connection = new UpstreamConnection(this, endpoint, upstream, receiver);
        ChannelFuture future = bootstrap.clone().handler(connection).connect(endpoint.socketAddress());
        if (future.isDone()) {
            loop.execute(() -> connection.connectEnded(future));
        } else {
            future.addListener(f -> connection.connectEnded(future));
        }
        return connection;
    }

    /** Closes the idle connections to an endpoint that was retired. */
    public void evict(Endpoint endpoint) {
        assert loop.inEventLoop();
        ArrayDeque<UpstreamConnection> connections = idle.remove(endpoint);
        if (connections != null) {
            List.copyOf(connections).forEach(UpstreamConnection::close);
        }
    }

    /** Closes all idle connections. */
    public void evictAll() {
        new ArrayList<>(idle.keySet()).forEach(this::evict);
    }

    /** Puts a connection among the idle ones; false when it shall not be kept. */
    boolean keep(UpstreamConnection connection, UpstreamOptions options) {
        Endpoint endpoint = connection.endpoint();
        if (endpoint.isRetired() || !connection.isActive() || options.keepalive() == 0) {
            return false;
        }
        ArrayDeque<UpstreamConnection> connections = idle.computeIfAbsent(endpoint, e -> new ArrayDeque<>());
        while (connections.size() >= options.keepalive()) {
            connections.peekLast().close();
        }
        connections.addFirst(connection);
        return true;
    }

    /** Takes a connection from among the idle ones. */
    void forget(UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> connections = idle.get(connection.endpoint());
        if (connections != null) {
            connections.remove(connection);
            if (connections.isEmpty()) {
                idle.remove(connection.endpoint());
            }
        }
    }

    /** Where buffers of this loop come from. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    LoopTimers timers() {
        return timers;
    }

    LoopObserver observer() {
        return observer;
    }
}
