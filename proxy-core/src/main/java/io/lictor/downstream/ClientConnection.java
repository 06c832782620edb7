package io.lictor.downstream;

import io.lictor.config.ListenerOptions;
import io.lictor.config.RouteOptions;
import io.lictor.exchange.Downstream;
import io.lictor.exchange.Exchange;
import io.lictor.exchange.Worker;
import io.lictor.http.Forwarding;
import io.lictor.http1.OutBatch;
import io.lictor.http1.PausableReads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
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
 * One client's connection, as the channel's handler and as the client's side of each {@link Exchange}.
 *
 * <p>Confined to its event loop. Owns its channel, and the reader of its requests. Between requests it holds nothing of
 * size.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements Downstream {

    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private final Worker worker;
    private final ClientAddress address;
    private final OpenConnections open;
    private final ListenerOptions options;
    private final ClientDeadlines deadlines;
    private final RequestReader reader;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable OutBatch out;
    private boolean held;

    ClientConnection(Worker worker, ListenerProfile profile, ClientAddress address, OpenConnections open) {
        this.worker = worker;
        this.address = address;
        this.open = open;
        this.options = profile.options();
        this.deadlines = new ClientDeadlines(worker.timers(), options, this::tooSlow, this::tooSlow, this::close);
        this.reader = new RequestReader(this, worker, profile, deadlines);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newCtx) {
        ctx = newCtx;
        out = new OutBatch(newCtx);
        PausableReads.install(newCtx.channel());
    }

    @Override
    public void channelActive(ChannelHandlerContext c) {
        open.add(this);
        worker.observer().clientConnected();
        reader.begin();
        deadlines.head();
    }

    @Override
    public void channelRead(ChannelHandlerContext c, Object message) {
        reader.received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext c) {
        reader.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext c) {
        if (isWritable()) {
            deadlines.written();
        } else {
            deadlines.stalled();
        }
        Exchange current = reader.exchange();
        if (current != null) {
            current.downstreamWritabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext c, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            reader.inputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext c) {
        reader.drop();
        deadlines.clear();
        out().release();
        open.remove(this);
        worker.observer().clientDisconnected();
        reader.fail(499);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
        if (PausableReads.isHeld(cause)) {
            endedWhileHeld();
            return;
        }
        if (cause instanceof IOException) {
            log.debug("client {}: {}", address, cause.toString());
        } else {
            log.error("client {}", address, cause);
        }
        c.close();
    }

    /** The engine drains: an idle connection has no more to wait for. On the loop. */
    void cut() {
        close();
    }

    /** Whether it waits for a request, of which nothing came yet. */
    boolean isIdle() {
        return reader.exchange() == null;
    }

    /** Whether no request has come yet. */
    boolean isNew() {
        return reader.isNew();
    }

    /** When it began to. */
    long idleSinceNanos() {
        return reader.idleSinceNanos();
    }

    /** Has the transport read, or not. */
    void autoRead(boolean wanted) {
        if (context().channel().config().isAutoRead() != wanted) {
            held = false;
            context().channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public OutBatch out() {
        return Objects.requireNonNull(out);
    }

    @Override
    public void flush() {
        out().flush();
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public void reading(boolean wanted) {
        reader.reading(wanted);
    }

    @Override
    public void tunnelBegins() {
        context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        reader.tunnelBegins();
    }

    @Override
    public void endOutput() {
        out().endOutput();
        // When both sides have ended epoll says so without end, until all is read.
        if (held) {
            autoRead(true);
        }
    }

    @Override
    public byte[] clientAddress() {
        return address.text();
    }

    @Override
    public Forwarding forwarding() {
        return address.forwarding();
    }

    @Override
    public ListenerOptions options() {
        return options;
    }

    @Override
    public void routed(RouteOptions route) {
        if (deadlines.of(route)) {
            reader.timesChanged();
        }
    }

    @Override
    public void exchangeEnded(Ending ending) {
        reader.recycle();
        switch (ending) {
            case KEEP -> reader.next();
            case CLOSE -> {
                if (reader.hasAhead()) {
                    // Closing with bytes unread would reset the connection, and the answer with it.
                    linger();
                } else {
                    reader.drop();
                    out().flush();
                    closeWhenWritten();
                }
            }
            case LINGER -> linger();
            case CUT -> {
                reader.drop();
                close();
            }
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }

    /** Sends what is due, says that nothing follows, and reads on for a while: nginx's lingering close. */
    private void linger() {
        deadlines.clear();
        reader.readDropped();
        deadlines.lingering();
        out().endOutput();
    }

    private void closeWhenWritten() {
        deadlines.clear();
        deadlines.stalled();
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** nginx: 408 in the log only, the connection is closed. */
    private void tooSlow() {
        if (!reader.fail(408)) {
            close();
        }
    }

    /**
     * The client has ended while it was not read from: as nginx, whoever sends nothing more is gone. In a tunnel each
     * direction ends alone, but for a reset, of which epoll tells again and again.
     */
    private void endedWhileHeld() {
        boolean again = held;
        held = true;
        if ((!reader.isTunnel() || again) && !reader.fail(499)) {
            close();
        }
    }

    private void close() {
        deadlines.clear();
        context().close();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx);
    }
}
