package io.lictor.pool;

import io.lictor.config.PeerTls;
import io.lictor.tls.TlsException;
import io.lictor.upstream.Endpoint;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the channels of the connections of one event loop: a socket, and TLS where the endpoint wants it.
 *
 * <p>Confined to that loop. Owns nothing: a channel is its connection's from the moment it has a handler.
 */
final class ChannelOpener {

    private static final Logger log = LoggerFactory.getLogger("io.lictor.peers");

    private final EventLoop loop;
    private final ConnectionPool.Surroundings surroundings;
    private final Consumer<Endpoint> notOpened;
    private final AtomicInteger channels = new AtomicInteger();

    /**
     * An opener.
     *
     * @param notOpened told when a connection was needed no more before its channel was opened
     */
    ChannelOpener(EventLoop loop, ConnectionPool.Surroundings surroundings, Consumer<Endpoint> notOpened) {
        this.loop = loop;
        this.surroundings = surroundings;
        this.notOpened = notOpened;
    }

    /** How many channels are not closed to the end. Any thread. */
    int channels() {
        return channels.get();
    }

    /** Begins to open the channel of {@code connection}, which is told of the end later, never within this call. */
    void open(UpstreamConnection connection) {
        // In a task, behind the events that are being handled: one of them may be the end of a socket that was closed a
        // moment ago, whose number the next one to be opened is given. epoll would take it for the end of the new one.
        loop.execute(() -> openNow(connection));
    }

    private void openNow(UpstreamConnection connection) {
        if (connection.isClosed()) {
            notOpened.accept(connection.endpoint());
            return;
        }
        ChannelFuture future;
        try {
            future = connect(connection);
        } catch (RuntimeException e) {
            // No more files, for example.
            connection.connectEnded(e);
            return;
        }
        if (future.isDone()) {
            connected(connection, future.cause());
        } else {
            future.addListener(f -> connected(connection, f.cause()));
        }
    }

    /** Not by a Bootstrap, which connects by another task: epoll may see the socket before it, and calls it hung up. */
    private ChannelFuture connect(UpstreamConnection connection) {
        Endpoint endpoint = connection.endpoint();
        SocketChannel channel = surroundings.channels().newChannel();
        channel.config().setOption(ChannelOption.ALLOCATOR, surroundings.allocator());
        // Off: a write that fails must not throw away an answer that can still be read.
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        PeerTls tls = endpoint.tls();
        if (tls.on()) {
            connection.secured(
                    surroundings.tls().install(channel, tls, endpoint.address().port()));
        }
        channel.pipeline().addLast(connection.events());
        ChannelFuture registered = loop.register(channel);
        registered.addListener(done -> {
            if (done.isSuccess()) {
                channels.incrementAndGet();
                channel.closeFuture().addListener(closed -> channels.decrementAndGet());
            }
        });
        return registered.isSuccess() ? channel.connect(endpoint.socketAddress()) : registered;
    }

    private static void connected(UpstreamConnection connection, @Nullable Throwable failure) {
        if (failure == null && connection.tls() != null) {
            connection.tls().whenReady(e -> handshakeEnded(connection, e));
        } else {
            connection.connectEnded(failure);
        }
    }

    private static void handshakeEnded(UpstreamConnection connection, @Nullable TlsException failure) {
        Endpoint endpoint = connection.endpoint();
        if (failure == null) {
            endpoint.handshakeSucceeded();
        } else if (!connection.isClosed() && endpoint.handshakeFailed(String.valueOf(failure.getMessage()))) {
            log.warn(
                    "upstream={} peer={} tls_handshake name={} saw=\"{}\"",
                    connection.upstream(),
                    endpoint,
                    endpoint.tls().name(),
                    failure.getMessage());
        }
        connection.connectEnded(failure);
    }
}
