package io.lictor.pool;

import io.lictor.clock.LoopTimer;
import io.lictor.config.UpstreamOptions;
import io.lictor.http1.OutBatch;
import io.lictor.http1.PausableReads;
import io.lictor.upstream.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an endpoint: being made, leased to a receiver, or idle in the pool.
 *
 * <p>Confined to its event loop. Owns its channel; hands every event of a lease to the receiver.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(UpstreamConnection.class);

    private final ConnectionPool pool;
    private final Endpoint endpoint;
    private final String upstream;
    private final LoopTimer idleTimer = LoopTimer.of(this::close);
    private @Nullable ConnectionReceiver receiver;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable OutBatch out;
    private long exchanges;
    private boolean idle;
    private boolean held;

    UpstreamConnection(ConnectionPool pool, Endpoint endpoint, String upstream, ConnectionReceiver receiver) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.upstream = upstream;
        this.receiver = receiver;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Where to put what shall be sent. */
    public OutBatch out() {
        return Objects.requireNonNull(out);
    }

    /** Whether it served an exchange before this one: then the peer may have closed it in the meantime. */
    public boolean isReused() {
        return exchanges > 1;
    }

    /** Whether the transport still takes bytes without piling them up. */
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    /** Stops or resumes reading: backpressure. */
    public void reading(boolean wanted) {
        if (context().channel().config().isAutoRead() != wanted) {
            held = false;
            context().channel().config().setAutoRead(wanted);
        }
    }

    /** From now on each direction ends alone. */
    public void beginTunnel() {
        context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Says to the peer, behind what is due, that nothing follows. */
    public void endOutput() {
        out().endOutput();
        // When both sides have ended epoll says so without end, until all is read.
        if (held) {
            reading(true);
        }
    }

    /**
     * Ends the lease.
     *
     * @param reusable whether both messages ended and both sides keep the connection
     */
    public void release(boolean reusable, UpstreamOptions options) {
        receiver = null;
        if (reusable && exchanges < options.keepaliveRequests() && pool.keep(this, options)) {
            idle = true;
            pool.timers().arm(idleTimer, options.keepaliveTimeoutMillis());
        } else {
            close();
        }
    }

    /** Ends the lease of a connection that is still being made; when it comes it goes to the pool. */
    public void detach() {
        receiver = null;
    }

    /** Ends the lease and the connection. */
    public void close() {
        receiver = null;
        if (idle) {
            idle = false;
            pool.forget(this);
        }
        pool.timers().disarm(idleTimer);
        if (ctx != null) {
            if (out != null) {
                out.release();
            }
            ctx.close();
        }
    }

    /** Takes it out of idleness. */
    void lease(ConnectionReceiver newReceiver) {
        idle = false;
        pool.timers().disarm(idleTimer);
        receiver = newReceiver;
        exchanges++;
    }

    boolean isActive() {
        return ctx != null && ctx.channel().isActive();
    }

    /** The end of connecting, one way or the other. */
    void connectEnded(ChannelFuture future) {
        ConnectionReceiver waiting = receiver;
        if (!future.isSuccess()) {
            receiver = null;
            if (waiting != null) {
                waiting.connectFailed(Objects.requireNonNull(future.cause()));
            }
            return;
        }
        pool.observer().peerConnected(upstream, endpoint.address());
        if (waiting != null) {
            exchanges++;
            waiting.connected(this);
        } else {
            release(true, UpstreamOptions.DEFAULT);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newCtx) {
        ctx = newCtx;
        out = new OutBatch(newCtx);
        PausableReads.install(newCtx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext c, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (receiver != null) {
                receiver.received(in);
            } else if (in.isReadable()) {
                // Nobody asked: what an idle peer says cannot be the answer to the next request.
                close();
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext c) {
        if (receiver != null) {
            receiver.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext c) {
        if (receiver != null) {
            receiver.writabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext c, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && receiver != null) {
            receiver.inputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext c) {
        ConnectionReceiver mine = receiver;
        close();
        pool.observer().peerDisconnected(upstream, endpoint.address());
        if (mine != null) {
            mine.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
        // A failed write is no end: the peer may have answered before it closed, and that answer is read first. What is
        // beyond reading ends in channelInactive, or in a deadline. Anything but I/O is a bug, and ends here.
        if (PausableReads.isHeld(cause)) {
            endedWhileHeld(c);
        } else if (cause instanceof IOException) {
            log.debug("connection to {}: {}", endpoint, cause.toString());
        } else {
            log.error("connection to {}", endpoint, cause);
            c.close();
        }
    }

    /**
     * The peer has ended, and what it sent is read when there is room for it. It is a reset when this is told again: epoll
     * does not cease to, and what cannot be read now is given up.
     */
    private void endedWhileHeld(ChannelHandlerContext c) {
        if (held) {
            c.close();
        }
        held = true;
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx);
    }
}
