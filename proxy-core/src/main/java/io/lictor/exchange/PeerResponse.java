package io.lictor.exchange;

import io.lictor.clock.LoopTimer;
import io.lictor.http.Head;
import io.lictor.http.Method;
import io.lictor.http.Verdict;
import io.lictor.http1.BodySink;
import io.lictor.pool.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What comes back from the peer of an {@link Attempt}: its response passed on to the exchange, or a tunnel's bytes.
 *
 * <p>Confined to the exchange's event loop; used for one attempt after the other. Owns the response's head and the deadline
 * of {@code proxy_read_timeout}.
 */
final class PeerResponse implements BodySink {

    private enum State {
        /** No connection. */
        NONE,
        HEAD,
        /** A filter has the head wait. */
        HELD,
        BODY,
        /** Whatever comes: the protocol is not ours. */
        TUNNEL
    }

    /** How many interim responses may come before the final one: a peer that goes on without end is not one. */
    private static final int MOST_INTERIMS = 32;

    private final Exchange exchange;
    private final RequestHalf requestHalf;
    private final ResponseHalf responseHalf;
    private final PeerChoice choice;
    private final Attempt attempt;
    private final Worker worker;
    private final ResponseReader reader = new ResponseReader();
    private final HeldResponse held = new HeldResponse();
    private final LoopTimer deadline = LoopTimer.of(this::deadlinePassed);

    private State state = State.NONE;
    private @Nullable UpstreamConnection connection;
    private boolean heard;
    private boolean paused;
    private int interims;
    private int resets;

    PeerResponse(
            Exchange exchange,
            RequestHalf requestHalf,
            ResponseHalf responseHalf,
            PeerChoice choice,
            Attempt attempt,
            Worker worker) {
        this.exchange = exchange;
        this.requestHalf = requestHalf;
        this.responseHalf = responseHalf;
        this.choice = choice;
        this.attempt = attempt;
        this.worker = worker;
    }

    /** Awaits a response over {@code newConnection}. */
    void begin(UpstreamConnection newConnection) {
        connection = newConnection;
        state = State.HEAD;
        heard = false;
        paused = false;
        interims = 0;
        reader.begin();
        if (requestHalf.isEnded()) {
            awaitMore();
        }
    }

    /** The attempt is over. */
    void reset() {
        boolean waits = isHeld();
        state = State.NONE;
        connection = null;
        resets++;
        held.clear();
        worker.timers().disarm(deadline);
        FilterRun filters = exchange.filters();
        if (waits && filters != null) {
            filters.cancel();
        }
    }

    /** From now on the peer has {@code proxy_read_timeout} to say something, if it is read from. */
    void awaitMore() {
        if (!paused) {
            worker.timers().arm(deadline, exchange.route().options().readTimeoutMillis());
        }
    }

    /** Whether the peer is read from: while it is not it may be silent, and so while it has not been asked all. */
    void reading(boolean wanted) {
        paused = !wanted;
        if (paused) {
            worker.timers().disarm(deadline);
        } else if (isBegun() || requestHalf.isEnded()) {
            awaitMore();
        }
    }

    boolean isTunnel() {
        return state == State.TUNNEL;
    }

    /** Whether the response's head was passed on. */
    boolean isBegun() {
        return state == State.BODY || state == State.TUNNEL;
    }

    /** The head read last. */
    Head head() {
        return reader.head();
    }

    /** Bytes came. */
    void received(ByteBuf in) {
        heard = true;
        worker.timers().nanos();
        if (state == State.HEAD && !readHead(in) || state == State.HELD) {
            if (isHeld()) {
                held.keep(in);
            }
            return;
        }
        if (state == State.TUNNEL) {
            awaitMore();
            if (in.isReadable()) {
                responseHalf.data(in, in.readableBytes());
            }
            return;
        }
        readBody(in);
    }

    private void readBody(ByteBuf in) {
        Verdict verdict = reader.readBody(in, this);
        if (state != State.BODY) {
            return;
        }
        if (verdict == Verdict.OK) {
            boolean rest = in.isReadable() || !held.isEmpty();
            attempt.responseEnded(reader.head().keepAlive() && !rest, reader.trailers());
        } else if (verdict.isViolation()) {
            attempt.fail(Failure.BROKEN_RESPONSE);
        } else {
            awaitMore();
        }
    }

    @Override
    public void bodyData(ByteBuf in, int length) {
        responseHalf.data(in, length);
    }

    void readComplete() {
        if (isBegun()) {
            responseHalf.readComplete();
        }
    }

    /** The peer sends nothing more, and may go on reading. */
    void inputEnded() {
        if (state == State.TUNNEL) {
            responseHalf.tunnelOutputEnded();
        }
    }

    /** The connection is gone. */
    void closed() {
        switch (state) {
            case TUNNEL -> attempt.tunnelClosed();
            case BODY -> {
                if (reader.untilClose() && connection().endsByPeer()) {
                    attempt.responseEnded(false, reader.trailers());
                } else {
                    attempt.fail(Failure.BROKEN_RESPONSE);
                }
            }
            case HELD -> held.close();
            case HEAD, NONE -> attempt.fail(connection().isReused() && !heard ? Failure.STALE : Failure.CLOSED);
        }
    }

    /** Reads heads; true when what follows the last one is passed on. */
    private boolean readHead(ByteBuf in) {
        while (true) {
            switch (reader.readHead(in, Method.isHead(exchange.request()))) {
                case MORE -> {
                    awaitMore();
                    return false;
                }
                case INVALID -> {
                    attempt.fail(Failure.INVALID_RESPONSE);
                    return false;
                }
                case SWITCHING -> {
                    return beginTunnel();
                }
                case FINAL -> {
                    return beginBody();
                }
                case INTERIM -> {
                    if (++interims > MOST_INTERIMS) {
                        attempt.fail(Failure.INVALID_RESPONSE);
                        return false;
                    }
                    responseHalf.interim(reader.head());
                    reader.begin();
                    if (!in.isReadable()) {
                        return false;
                    }
                }
            }
        }
    }

    private boolean beginTunnel() {
        if (!responseHalf.isUpgrade(reader.head())) {
            attempt.fail(Failure.INVALID_RESPONSE);
            return false;
        }
        state = State.TUNNEL;
        attempt.tunnelBegins();
        connection().beginTunnel();
        responseHalf.tunnelBegins(reader.head());
        return true;
    }

    private boolean beginBody() {
        int status = reader.head().status();
        if (status >= 400
                && NextUpstreamRule.permits(
                        status,
                        exchange.route().options(),
                        choice.situation(true, requestHalf.body().isReplayable()))
                && choice.takeRetry(attempt.isFreeAfter(Failure.LISTED_STATUS))) {
            attempt.fail(Failure.LISTED_STATUS);
            return false;
        }
        attempt.answered();
        FilterRun filters = exchange.filters();
        if (filters != null) {
            state = State.HELD;
            if (!filters.response(reader.head())) {
                return false;
            }
        }
        passHead();
        return true;
    }

    private void passHead() {
        state = State.BODY;
        reader.beginBody();
        responseHalf.head(reader.head());
    }

    /** A filter has the head wait: what comes behind it does too. */
    void hold() {
        connection().reading(false);
        reading(false);
    }

    boolean isHeld() {
        return state == State.HELD;
    }

    /** The head that waited is passed on, and what came behind it. */
    void passHeld() {
        int before = resets;
        passHead();
        do {
            ByteBuf next = held.poll();
            try {
                readBody(next == null ? Unpooled.EMPTY_BUFFER : next);
            } finally {
                if (next != null) {
                    next.release();
                }
            }
            // Another attempt may be under way by now, of another exchange.
            if (resets != before) {
                return;
            }
        } while (!held.isEmpty());
        readComplete();
        if (held.isClosed()) {
            closed();
        } else {
            attempt.reading(exchange.downstream().isWritable());
        }
    }

    private void deadlinePassed() {
        attempt.fail(state == State.HEAD ? Failure.READ_TIMEOUT : Failure.BROKEN_RESPONSE);
    }

    private UpstreamConnection connection() {
        return Objects.requireNonNull(connection);
    }
}
