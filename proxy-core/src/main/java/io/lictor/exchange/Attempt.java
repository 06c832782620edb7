package io.lictor.exchange;

import io.lictor.clock.LoopTimer;
import io.lictor.config.RouteOptions;
import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.Method;
import io.lictor.http.Verdict;
import io.lictor.http1.BodyReader;
import io.lictor.http1.BodySink;
import io.lictor.http1.HeadLimits;
import io.lictor.http1.HeadParser;
import io.lictor.pool.ConnectionReceiver;
import io.lictor.pool.UpstreamConnection;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One try of an {@link Exchange} at one peer.
 *
 * <p>Confined to the event loop of the exchange, which owns it and uses it for one attempt after the other. Owns its
 * {@link UpstreamConnection} from lease to release, and the head of the response. Each attempt is reported to its peer
 * once.
 */
final class Attempt implements ConnectionReceiver, BodySink {

    /** What is awaited. */
    private enum State {
        /** Nothing: no attempt is under way. */
        IDLE,
        CONNECTION,
        RESPONSE_HEAD,
        RESPONSE_BODY,
        /** Whatever comes: the protocol is not ours. */
        TUNNEL
    }

    /** How many interim responses may come before the final one: a peer that goes on without end is not one. */
    private static final int MOST_INTERIMS = 32;

    private final Exchange exchange;
    private final Worker worker;
    private final Head response = new Head();
    private final HeadParser parser = HeadParser.ofResponses(HeadLimits.DEFAULT);
    private final BodyReader reader = new BodyReader();
    private final LoopTimer deadline = LoopTimer.of(this::deadlinePassed);
    private final RequestSender sender;
    private final PeerReport report;

    private State state = State.IDLE;
    private PeerSet.@Nullable Member member;
    private @Nullable UpstreamConnection connection;
    private long beganNanos;
    private boolean heard;
    private int interims;

    Attempt(Exchange exchange, Worker worker) {
        this.exchange = exchange;
        this.worker = worker;
        this.sender = new RequestSender(exchange, worker, () -> fail(Failure.SEND_TIMEOUT));
        this.report = new PeerReport(worker);
    }

    /** Begins at {@code newMember}'s peer, where it was reserved: over a kept connection, or a new one. */
    void begin(PeerSet.Member newMember) {
        member = newMember;
        beganNanos = worker.timers().nanos();
        heard = false;
        interims = 0;
        response.clear();
        parser.reset();
        state = State.CONNECTION;
        UpstreamConnection kept = worker.pool().acquire(newMember.peer().endpoint(), this);
        if (kept != null) {
            connected(kept);
            return;
        }
        worker.timers().arm(deadline, options().connectTimeoutMillis());
        connection = worker.pool()
                .connect(
                        newMember.peer().endpoint(), exchange.route().upstream().name(), this);
    }

    /** Whether there is a connection that the request is being sent over. */
    boolean isConnected() {
        return state != State.IDLE && state != State.CONNECTION;
    }

    /** Sends {@code length} bytes of the request's body. */
    void send(ByteBuf in, int length) {
        sender.body(in, length);
    }

    /** The request's body has ended: from now on the peer is awaited. */
    void endRequest() {
        sender.end();
        worker.timers().arm(deadline, options().readTimeoutMillis());
    }

    /** Sends all of {@code in} as it is, and gives the tunnel another {@code proxy_read_timeout}. */
    void tunnel(ByteBuf in) {
        if (state != State.TUNNEL) {
            in.skipBytes(in.readableBytes());
            return;
        }
        worker.timers().arm(deadline, options().readTimeoutMillis());
        sender.raw(in);
    }

    /** Says to the peer that nothing more comes from the client. */
    void endOutput() {
        if (state == State.TUNNEL) {
            connection().endOutput();
        }
    }

    void flush() {
        if (isConnected()) {
            sender.flush();
        }
    }

    /** Stops or resumes reading the response: backpressure. A peer that is not read from has no deadline. */
    void reading(boolean wanted) {
        if (!isConnected()) {
            return;
        }
        connection().reading(wanted);
        if (wanted) {
            worker.timers().arm(deadline, options().readTimeoutMillis());
        } else {
            worker.timers().disarm(deadline);
        }
    }

    /** Ends it without a word about its peer: the exchange is over, or does not need it. Nothing happens when IDLE. */
    void abandon() {
        if (state == State.IDLE) {
            return;
        }
        PeerSet.Member ended = member();
        boolean connecting = state == State.CONNECTION;
        UpstreamConnection leased = connection();
        reset();
        if (connecting) {
            leased.detach();
        } else {
            leased.close();
        }
        report.neutral(ended, "abandoned");
    }

    /** Ends it, without counting against its peer, if that is {@code peer}; true when it was. */
    boolean drained(Peer peer) {
        if (state == State.IDLE || member().peer() != peer) {
            return false;
        }
        fail(Failure.DRAINED);
        return true;
    }

    @Override
    public void connected(UpstreamConnection newConnection) {
        connection = newConnection;
        state = State.RESPONSE_HEAD;
        exchange.attemptConnected();
        worker.timers().disarm(deadline);
        if (exchange.isRequestEnded()) {
            worker.timers().arm(deadline, options().readTimeoutMillis());
        }
        sender.begin(newConnection);
    }

    @Override
    public void connectFailed(Throwable cause) {
        fail(Failure.CONNECT_FAILED);
    }

    @Override
    public void received(ByteBuf in) {
        heard = true;
        worker.timers().nanos();
        if (state == State.RESPONSE_HEAD && !readHead(in)) {
            return;
        }
        if (state == State.TUNNEL) {
            worker.timers().arm(deadline, options().readTimeoutMillis());
            if (in.isReadable()) {
                exchange.responseData(in, in.readableBytes());
            }
            return;
        }
        Verdict verdict = reader.read(in, this);
        if (state != State.RESPONSE_BODY) {
            return;
        }
        if (verdict == Verdict.OK) {
            responseEnded(!in.isReadable());
        } else if (verdict.isViolation()) {
            fail(Failure.BROKEN_RESPONSE);
        } else {
            worker.timers().arm(deadline, options().readTimeoutMillis());
        }
    }

    @Override
    public void bodyData(ByteBuf in, int length) {
        exchange.responseData(in, length);
    }

    @Override
    public void readComplete() {
        if (state == State.RESPONSE_BODY || state == State.TUNNEL) {
            exchange.responseReadComplete();
        }
    }

    @Override
    public void inputEnded() {
        if (state == State.TUNNEL) {
            exchange.tunnelOutputEnded();
        }
    }

    @Override
    public void closed() {
        if (state == State.TUNNEL) {
            tunnelClosed();
            return;
        }
        if (state == State.RESPONSE_BODY) {
            if (reader.untilClose()) {
                responseEnded(false);
            } else {
                fail(Failure.BROKEN_RESPONSE);
            }
            return;
        }
        fail(connection().isReused() && !heard ? Failure.STALE : Failure.CLOSED);
    }

    @Override
    public void writabilityChanged() {
        sender.writabilityChanged();
    }

    /** Reads the head of the response; true when its body begins. */
    private boolean readHead(ByteBuf in) {
        while (true) {
            Verdict verdict = parser.parse(in, response);
            if (verdict == Verdict.INCOMPLETE) {
                worker.timers().arm(deadline, options().readTimeoutMillis());
                return false;
            }
            boolean flood = verdict == Verdict.OK && response.status() < 200 && ++interims > MOST_INTERIMS;
            if (verdict.isViolation() || flood || response.status() == 101 && !exchange.isUpgrade(response)) {
                fail(Failure.INVALID_RESPONSE);
                return false;
            }
            if (response.status() == 101) {
                state = State.TUNNEL;
                connection().beginTunnel();
                exchange.tunnelBegins(response);
                return true;
            }
            if (response.status() >= 200) {
                return beginResponse();
            }
            exchange.interim(response);
            response.clear();
            parser.reset();
            if (!in.isReadable()) {
                return false;
            }
        }
    }

    private boolean beginResponse() {
        if (Framing.ofResponse(response, Method.isHead(exchange.request())).isViolation()) {
            fail(Failure.INVALID_RESPONSE);
            return false;
        }
        if (response.status() >= 400
                && NextUpstreamRule.permits(response.status(), options(), exchange.situation(true))) {
            fail(Failure.LISTED_STATUS);
            return false;
        }
        state = State.RESPONSE_BODY;
        // The clock was read when these bytes came.
        member().peer()
                .answered(
                        worker.timers().coarseNanos() - beganNanos,
                        worker.timers().coarseMillis());
        reader.begin(response.bodyLength());
        exchange.responseHead(response);
        return true;
    }

    /** The peer did its part. */
    private void responseEnded(boolean nothingBehind) {
        Head trailers = reader.trailers();
        boolean reusable = nothingBehind && response.keepAlive() && exchange.isRequestEnded();
        PeerSet.Member ended = member();
        UpstreamConnection leased = connection();
        reset();
        leased.reading(true);
        leased.release(reusable, exchange.route().upstream().options());
        report.succeeded(ended);
        // Last: this object may be at its next attempt when the call returns.
        exchange.responseEnded(response, trailers);
    }

    /** The peer's connection is gone: the tunnel ends with what it had sent. */
    private void tunnelClosed() {
        PeerSet.Member ended = member();
        reset();
        report.neutral(ended, "");
        exchange.tunnelClosed();
    }

    private void deadlinePassed() {
        if (state == State.CONNECTION) {
            fail(Failure.CONNECT_TIMEOUT);
        } else {
            fail(state == State.RESPONSE_HEAD ? Failure.READ_TIMEOUT : Failure.BROKEN_RESPONSE);
        }
    }

    private void fail(Failure failure) {
        Failure counted = isResponding() ? Failure.BROKEN_RESPONSE : failure;
        int status = response.status();
        PeerSet.Member ended = member();
        UpstreamConnection leased = connection;
        boolean wasSent = sender.hasBegun();
        boolean neutral = state == State.TUNNEL
                || failure == Failure.DRAINED
                || counted == Failure.STALE
                || counted == Failure.LISTED_STATUS && (status == 403 || status == 404);
        reset();
        if (leased != null) {
            leased.close();
        }
        if (neutral) {
            report.neutral(ended, counted.label());
        } else {
            report.failed(exchange.route().upstream(), ended, counted.label());
        }
        if (counted == Failure.STALE) {
            // A kept connection that was closed costs no try.
            exchange.tried().remove(ended.peer());
        }
        boolean retry = counted == Failure.LISTED_STATUS
                || counted != Failure.BROKEN_RESPONSE
                        && NextUpstreamRule.permits(counted, options(), exchange.situation(wasSent));
        exchange.attemptFailed(counted, retry);
    }

    private boolean isResponding() {
        return state == State.RESPONSE_BODY || state == State.TUNNEL;
    }

    private void reset() {
        state = State.IDLE;
        member = null;
        connection = null;
        worker.timers().disarm(deadline);
        sender.reset();
    }

    private RouteOptions options() {
        return exchange.route().options();
    }

    private PeerSet.Member member() {
        return Objects.requireNonNull(member);
    }

    private UpstreamConnection connection() {
        return Objects.requireNonNull(connection);
    }
}
