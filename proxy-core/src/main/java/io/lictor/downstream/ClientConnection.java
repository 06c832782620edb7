package io.lictor.downstream;

import io.lictor.config.ListenerOptions;
import io.lictor.config.RouteOptions;
import io.lictor.exchange.Downstream;
import io.lictor.exchange.Exchange;
import io.lictor.exchange.Worker;
import io.lictor.http.Forwarding;
import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.Target;
import io.lictor.http.Verdict;
import io.lictor.http1.BodyReader;
import io.lictor.http1.BodySink;
import io.lictor.http1.HeadParser;
import io.lictor.http1.OutBatch;
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
 * One client's connection: its requests are read one after the other, each becomes an {@link Exchange}.
 *
 * <p>Confined to its event loop. Owns its channel, and the bytes of a request that came while another was being answered.
 * Between requests it holds nothing of size.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements Downstream, BodySink {

    /** What the next bytes are. */
    private enum State {
        /** The head of a request. */
        HEAD,
        /** The body of the request under way. */
        BODY,
        /** The next request, too early: parked. */
        AHEAD,
        /** Another protocol's: the exchange's, unread. */
        TUNNEL,
        /** Of no use: read and dropped. */
        DROPPED
    }

    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private final Worker worker;
    private final ClientAddress address;
    private final OpenConnections open;
    private final ListenerOptions options;
    private final HeadParser parser;
    private final BodyReader body = new BodyReader();
    private final ClientDeadlines deadlines;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable OutBatch out;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf parked;
    private State state = State.HEAD;
    private long requests;
    private boolean readingWanted = true;
    private boolean processing;

    ClientConnection(Worker worker, ListenerProfile profile, ClientAddress address, OpenConnections open) {
        this.worker = worker;
        this.address = address;
        this.open = open;
        this.options = profile.options();
        this.parser = HeadParser.ofRequests(profile.limits());
        this.deadlines = new ClientDeadlines(worker.timers(), options, this::tooSlow, this::tooSlow, this::close);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newCtx) {
        ctx = newCtx;
        out = new OutBatch(newCtx);
    }

    @Override
    public void channelActive(ChannelHandlerContext c) {
        open.add(this);
        worker.observer().clientConnected();
        deadlines.head();
    }

    @Override
    public void channelRead(ChannelHandlerContext c, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = parked;
        if (before != null) {
            parked = Unpooled.wrappedBuffer(before, in);
        } else {
            process(in);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext c) {
        flushRequest();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext c) {
        if (isWritable()) {
            deadlines.written();
        } else {
            deadlines.stalled();
        }
        if (exchange != null) {
            exchange.downstreamWritabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext c, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && state == State.TUNNEL && exchange != null) {
            exchange.tunnelInputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext c) {
        state = State.DROPPED;
        dropParked();
        deadlines.clear();
        out().release();
        open.remove(this);
        worker.observer().clientDisconnected();
        Exchange cut = exchange;
        if (cut != null) {
            failOrForget(cut, 499);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
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

    /** Takes the buffer: reads requests from it until it is empty, or one of them has to be answered first. */
    private void process(ByteBuf in) {
        processing = true;
        try {
            while (in.isReadable() && state != State.AHEAD && state != State.DROPPED) {
                if (state == State.HEAD) {
                    readHead(in);
                } else if (state == State.TUNNEL) {
                    Objects.requireNonNull(exchange).tunnelData(in);
                } else {
                    readBody(in);
                }
            }
            if (state == State.AHEAD && in.isReadable()) {
                parked = in.retain();
                applyReading();
            } else if (state == State.DROPPED && deadlines.isLingering()) {
                deadlines.lingering();
            }
        } finally {
            in.release();
            processing = false;
        }
    }

    private void flushRequest() {
        if (exchange != null) {
            exchange.requestReadComplete();
        }
    }

    private void readHead(ByteBuf in) {
        Exchange current = exchange;
        if (current == null) {
            current = worker.lease(this);
            exchange = current;
            parser.reset();
            // From here on the deadline is that of the head, not of the idle connection.
            deadlines.head();
        }
        Head head = current.request();
        Verdict verdict = parser.parse(in, head);
        if (verdict == Verdict.INCOMPLETE) {
            return;
        }
        verdict = verdict.isViolation() ? verdict : understand(head);
        deadlines.nothing();
        requests++;
        if (verdict.isViolation()) {
            log.debug("client {}: {}", address, verdict.reason());
            state = State.DROPPED;
            current.refuse(verdict);
            return;
        }
        body.begin(head.bodyLength());
        state = body.ended() ? State.AHEAD : State.BODY;
        if (state == State.BODY) {
            deadlines.body();
        }
        current.clientAddress(address.of(head));
        current.begin(requests >= options.keepaliveRequests() || options.keepaliveTimeoutMillis() == 0);
    }

    private static Verdict understand(Head head) {
        Verdict verdict = Target.of(head);
        return verdict.isViolation() ? verdict : Framing.ofRequest(head);
    }

    private void readBody(ByteBuf in) {
        Verdict verdict = body.read(in, this);
        Exchange current = exchange;
        if (state != State.BODY || current == null) {
            return;
        }
        if (verdict == Verdict.INCOMPLETE) {
            if (readingWanted) {
                deadlines.body();
            }
        } else {
            deadlines.nothing();
            if (verdict.isViolation()) {
                state = State.DROPPED;
                current.requestBroken(verdict);
            } else {
                state = State.AHEAD;
                current.requestEnded(body.trailers());
            }
        }
    }

    @Override
    public void bodyData(ByteBuf in, int length) {
        Exchange current = exchange;
        if (current == null || state != State.BODY) {
            in.skipBytes(length);
        } else {
            current.requestData(in, length);
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
        if (readingWanted == wanted) {
            return;
        }
        readingWanted = wanted;
        applyReading();
        if (state == State.BODY) {
            if (wanted) {
                deadlines.body();
            } else {
                deadlines.nothing();
            }
        }
    }

    @Override
    public void tunnelBegins() {
        state = State.TUNNEL;
        deadlines.nothing();
        context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        ByteBuf early = parked;
        parked = null;
        if (early != null) {
            process(early);
            flushRequest();
        }
        applyReading();
    }

    @Override
    public void endOutput() {
        out().endOutput();
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
        if (deadlines.of(route) && state == State.BODY) {
            deadlines.body();
        }
    }

    @Override
    public void exchangeEnded(Ending ending) {
        worker.recycle(Objects.requireNonNull(exchange));
        exchange = null;
        readingWanted = true;
        switch (ending) {
            case KEEP -> nextRequest();
            case CLOSE -> {
                state = State.DROPPED;
                dropParked();
                out().flush();
                closeWhenWritten();
            }
            case LINGER -> linger();
            case CUT -> {
                state = State.DROPPED;
                close();
            }
        }
    }

    private void nextRequest() {
        state = State.HEAD;
        ByteBuf next = parked;
        if (next == null) {
            deadlines.idle();
            applyReading();
        } else if (!processing) {
            parked = null;
            process(next);
            applyReading();
            flushRequest();
        }
    }

    /** Sends what is due, says that nothing follows, and reads on for a while: nginx's lingering close. */
    private void linger() {
        state = State.DROPPED;
        dropParked();
        deadlines.clear();
        applyReading();
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
        Exchange current = exchange;
        if (current == null) {
            close();
        } else {
            failOrForget(current, 408);
        }
    }

    /** Ends an exchange that has begun; one of which not even the head came is no exchange. */
    private void failOrForget(Exchange current, int status) {
        if (state == State.HEAD && current.request().length() == 0) {
            worker.recycle(current);
            exchange = null;
            close();
        } else {
            current.requestFailed(status);
        }
    }

    private void applyReading() {
        boolean wanted = readingWanted && parked == null;
        if (context().channel().config().isAutoRead() != wanted) {
            context().channel().config().setAutoRead(wanted);
        }
    }

    private void dropParked() {
        ByteBuf dropped = parked;
        parked = null;
        if (dropped != null) {
            dropped.release();
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
