package io.lictor.engine;

import io.lictor.pool.Liveness;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The event loops of one engine and the kinds of channels that fit them. Any thread. */
final class EventLoops {

    /** Of a pooled allocator: pages, and chunks of 256k, so that three of the largest reads leave little of one unused. */
    private static final int PAGE = 8_192;

    private static final int CHUNK_ORDER = 5;

    /** How many buffers of one size a thread keeps. */
    private static final int CACHED_SMALL = 256;

    private static final int CACHED_NORMAL = 64;

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;

    private EventLoops(Transport transport, MultiThreadIoEventLoopGroup group) {
        this.transport = transport;
        this.group = group;
    }

    /**
     * Starts {@code count} loops.
     *
     * @throws StartException when the transport asked for is not there; the message says why
     */
    static EventLoops start(Transport wanted, int count) throws StartException {
        Transport transport = wanted == Transport.AUTO ? best() : wanted;
        Throwable missing = whyUnavailable(transport);
        if (missing != null) {
            throw new StartException("transport " + name(transport) + ": not available: " + rootOf(missing), missing);
        }
        IoHandlerFactory factory = switch (transport) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> SteadyEpoll.newFactory();
            case NIO, AUTO -> NioIoHandler.newFactory();
        };
        return new EventLoops(
                transport,
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("lictor-worker", true), factory));
    }

    Transport transport() {
        return transport;
    }

    /** The next loop: asked {@code count} times it gives each once. */
    EventLoop next() {
        return group.next();
    }

    ChannelFactory<ServerChannel> serverChannels() {
        return switch (transport) {
            case IO_URING -> IoUringServerSocketChannel::new;
            case EPOLL -> EpollServerSocketChannel::new;
            case NIO, AUTO -> NioServerSocketChannel::new;
        };
    }

    ChannelFactory<SocketChannel> channels() {
        return switch (transport) {
            case IO_URING -> IoUringSocketChannel::new;
            case EPOLL -> EpollSocketChannel::new;
            case NIO, AUTO -> NioSocketChannel::new;
        };
    }

    /**
     * Where the buffers of {@code count} loops come from if nobody says otherwise: Netty's adaptive allocator, but not with NIO.
     * There that one makes a view of a buffer for each read and write, 256 bytes of heap a request; the pooled one keeps a view
     * with its buffer.
     */
    ByteBufAllocator allocator(int count) {
        return transport == Transport.NIO
                ? new PooledByteBufAllocator(true, 0, count, PAGE, CHUNK_ORDER, CACHED_SMALL, CACHED_NORMAL, false, 0)
                : ByteBufAllocator.DEFAULT;
    }

    /** What the kernel says of a connection: NIO has no call for it that takes no bytes. */
    Liveness liveness() {
        return switch (transport) {
            case IO_URING -> {
                IoUringTcpInfo info = new IoUringTcpInfo();
                yield channel -> ((IoUringSocketChannel) channel).tcpInfo(info).state();
            }
            case EPOLL -> {
                EpollTcpInfo info = new EpollTcpInfo();
                yield channel -> ((EpollSocketChannel) channel).tcpInfo(info).state();
            }
            case NIO, AUTO -> Liveness.BY_EVENTS;
        };
    }

    void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static Transport best() {
        if (IoUring.isAvailable()) {
            return Transport.IO_URING;
        }
        return Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
    }

    private static @Nullable Throwable whyUnavailable(Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUring.unavailabilityCause();
            case EPOLL -> Epoll.unavailabilityCause();
            case NIO, AUTO -> null;
        };
    }

    private static String name(Transport transport) {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    private static String rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
