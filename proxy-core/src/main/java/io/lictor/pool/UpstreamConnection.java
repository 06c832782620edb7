package io.lictor.pool;

import io.lictor.clock.LoopTimer;
import io.lictor.config.UpstreamOptions;
import io.lictor.http1.OutBatch;
import io.lictor.http1.PausableReads;
import io.lictor.tls.TlsSession;
import io.lictor.upstream.Endpoint;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an endpoint: waiting for its turn, being made, leased to a receiver, or idle in the pool.
 *
 * <p>Confined to its event loop. Owns its channel, whose events come by {@link ConnectionEvents}.
 */
public final class UpstreamConnection {

    private enum State {
        /** Not begun: too many are being made. */
        WAITING,
        CONNECTING,
        LEASED,
        IDLE,
        CLOSED
    }

    private static final Logger log = LoggerFactory.getLogger(UpstreamConnection.class);

    private final ConnectionPool pool;
    private final Endpoint endpoint;
    private final String upstream;
    private final ConnectionEvents events = new ConnectionEvents(this);
    private final LoopTimer idleTimer = LoopTimer.of(this::close);
    private @Nullable ConnectionReceiver receiver;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable OutBatch out;
    private State state = State.WAITING;
    private UpstreamOptions detachedOptions = UpstreamOptions.DEFAULT;
    private long madeNanos;
    private long exchanges;
    private boolean pooled;
    private boolean made;
    private boolean halfClosable;
    private @Nullable TlsSession tls;

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
            events.readingChanged();
            context().channel().config().setAutoRead(wanted);
        }
    }

    /** From now on each direction ends alone. */
    public void beginTunnel() {
        halfClosable = true;
        context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /**
     * Whether its end, now that it is closed, is the peer's word that nothing follows. By TLS a FIN alone is not: anybody on
     * the way can send one (RFC 8446 section 6.1).
     */
    public boolean endsByPeer() {
        return tls == null || tls.isInputEnded();
    }

    /** Says to the peer, behind what is due, that nothing follows. */
    public void endOutput() {
        if (tls != null) {
            out().flush();
            tls.endOutput();
            return;
        }
        out().endOutput();
        // When both sides have ended epoll says so without end, until all is read.
        if (events.isHeld()) {
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
        if (!reusable || !isActive() || isWornOut(options) || !pool.keep(this, options)) {
            close();
        }
    }

    /**
     * Ends the lease of a connection that is still being made; when it comes it goes to the pool.
     *
     * @param millis how long it may take from now
     * @param options how it is kept then
     */
    public void detach(long millis, UpstreamOptions options) {
        receiver = null;
        detachedOptions = options;
        if (state == State.WAITING) {
            close();
        } else {
            pool.timers().arm(idleTimer, millis);
        }
    }

    /** Ends the lease and the connection. */
    public void close() {
        receiver = null;
        State before = state;
        state = State.CLOSED;
        pool.timers().disarm(idleTimer);
        if (before == State.IDLE) {
            pool.forgetIdle(this);
        } else if (before == State.WAITING) {
            pool.forgetWaiting(this);
        }
        if (pooled) {
            pooled = false;
            endpoint.idleConnections().unpooled();
        }
        if (ctx != null) {
            if (out != null) {
                out.release();
            }
            ctx.close();
        }
    }

    /** Its turn has come: it is being made. */
    void begin() {
        state = State.CONNECTING;
    }

    /** It is made by TLS. */
    void secured(TlsSession session) {
        tls = session;
    }

    @Nullable
    TlsSession tls() {
        return tls;
    }

    String upstream() {
        return upstream;
    }

    /** The peer has said by TLS that it sends nothing more: but for a tunnel, that is the end of the connection. */
    void inputEnded() {
        Objects.requireNonNull(tls).inputEnded();
        if (receiver != null && halfClosable) {
            receiver.inputEnded();
        } else {
            context().close();
        }
    }

    /** Whether nobody needs it any more. */
    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** It is kept from now on; closed when nobody leases it for {@code millis}. */
    void becomeIdle(long millis) {
        state = State.IDLE;
        if (!pooled) {
            pooled = true;
            endpoint.idleConnections().pooled();
        }
        pool.timers().arm(idleTimer, millis);
    }

    /** Takes it out of idleness. */
    void lease(ConnectionReceiver newReceiver) {
        state = State.LEASED;
        pool.timers().disarm(idleTimer);
        receiver = newReceiver;
        exchanges++;
    }

    /** Leases it to the receiver of {@code waiting}, which is needed no more. */
    void leaseFor(UpstreamConnection waiting) {
        ConnectionReceiver itsReceiver = Objects.requireNonNull(waiting.receiver);
        waiting.receiver = null;
        waiting.state = State.CLOSED;
        lease(itsReceiver);
        itsReceiver.connected(this);
    }

    /** Whether it can be leased: as far as its events and {@code liveness} tell. */
    boolean isUsable(Liveness liveness) {
        return isActive() && liveness.isOpen(context().channel());
    }

    /** The end of connecting, one way or the other: {@code failure} is null when it is made. */
    void connectEnded(@Nullable Throwable failure) {
        ConnectionReceiver waiting = receiver;
        pool.connectEnded(endpoint);
        if (failure != null) {
            log.debug("connection to {} cannot be made: {}", endpoint, failure.toString());
            close();
            if (waiting != null) {
                waiting.connectFailed(failure);
            }
            return;
        }
        made = true;
        madeNanos = pool.timers().coarseNanos();
        pool.observer().peerConnected(upstream, endpoint.address());
        if (state == State.CLOSED) {
            context().close();
        } else if (waiting != null) {
            lease(waiting);
            waiting.connected(this);
        } else {
            release(true, detachedOptions);
        }
    }

    /** It has a channel. */
    void attached(ChannelHandlerContext newCtx) {
        ctx = newCtx;
        out = new OutBatch(newCtx);
        PausableReads.install(newCtx.channel());
    }

    /** Its channel is closed. */
    void gone() {
        if (!made) {
            // In its handshake, which tells.
            return;
        }
        ConnectionReceiver mine = receiver;
        close();
        pool.observer().peerDisconnected(upstream, endpoint.address());
        if (mine != null) {
            mine.closed();
        }
    }

    /** Who leases it, or null. */
    @Nullable
    ConnectionReceiver receiver() {
        return receiver;
    }

    /** Whether the kernel knows that the peer has reset. */
    boolean isReset() {
        return pool.liveness().isReset(context().channel());
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    /** The handler of its channel. */
    ConnectionEvents events() {
        return events;
    }

    private boolean isActive() {
        return ctx != null && ctx.channel().isActive();
    }

    /** Whether it has served its exchanges, or its time. */
    private boolean isWornOut(UpstreamOptions options) {
        return exchanges >= options.keepaliveRequests()
                || pool.timers().coarseNanos() - madeNanos >= options.keepaliveTimeMillis() * 1_000_000;
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx);
    }
}
