package io.lictor.exchange;

import io.lictor.clock.LoopTimer;
import io.lictor.config.RouteOptions;
import io.lictor.http.Head;
import io.lictor.http.Method;
import io.lictor.pool.ConnectionReceiver;
import io.lictor.pool.UpstreamConnection;
import io.lictor.tls.TlsException;
import io.lictor.upstream.Endpoint;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One try of an {@link Exchange} at one peer: from the connection's lease to its release. What goes to the peer is
 * {@link RequestSender}'s, what comes back {@link PeerResponse}'s.
 *
 * <p>Confined to the event loop of the exchange, which owns it and uses it for one attempt after the other. Owns its
 * {@link UpstreamConnection} from lease to release. Each attempt is reported to its peer once.
 */
final class Attempt implements ConnectionReceiver {

    private enum State {
        /** No attempt is under way. */
        IDLE,
        CONNECTING,
        CONNECTED
    }

    private final Exchange exchange;
    private final RequestHalf requestHalf;
    private final ResponseHalf responseHalf;
    private final PeerChoice choice;
    private final Worker worker;
    private final LoopTimer connectDeadline = LoopTimer.of(() -> fail(Failure.CONNECT_TIMEOUT));
    private final RequestSender sender;
    private final PeerResponse response;
    private final PeerReport report;

    private State state = State.IDLE;
    private PeerSet.@Nullable Member member;
    private @Nullable UpstreamConnection connection;
    private long beganNanos;

    Attempt(Exchange exchange, RequestHalf requestHalf, ResponseHalf responseHalf, PeerChoice choice, Worker worker) {
        this.exchange = exchange;
        this.requestHalf = requestHalf;
        this.responseHalf = responseHalf;
        this.choice = choice;
        this.worker = worker;
        this.sender = new RequestSender(exchange, requestHalf, worker, () -> fail(Failure.SEND_TIMEOUT));
        this.response = new PeerResponse(exchange, requestHalf, responseHalf, choice, this, worker);
        this.report = new PeerReport(worker);
    }

    /** Begins at {@code newMember}'s peer, where it was reserved: over a kept connection, or a new one. */
    void begin(PeerSet.Member newMember) {
        member = newMember;
        beganNanos = worker.timers().nanos();
        state = State.CONNECTING;
        Endpoint endpoint = newMember.peer().endpoint();
        UpstreamConnection kept = worker.pool().acquire(endpoint, Method.isNonIdempotent(exchange.request()), this);
        if (kept != null) {
            connected(kept);
            return;
        }
        worker.timers().arm(connectDeadline, options().connectTimeoutMillis());
        connection =
                worker.pool().connect(endpoint, upstream().name(), upstream().options(), this);
    }

    /** Whether there is a connection that the request is being sent over. */
    boolean isConnected() {
        return state == State.CONNECTED;
    }

    PeerResponse response() {
        return response;
    }

    /** Sends {@code length} bytes of the request's body. */
    void send(ByteBuf in, int length) {
        sender.body(in, length);
    }

    /** The request's body has ended: from now on the peer is awaited. */
    void endRequest() {
        sender.end();
        response.awaitMore();
    }

    /** Sends all of {@code in} as it is, and gives the tunnel another {@code proxy_read_timeout}. */
    void tunnel(ByteBuf in) {
        if (!response.isTunnel()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        response.awaitMore();
        sender.raw(in);
    }

    /** Says to the peer that nothing more comes from the client. */
    void endOutput() {
        if (response.isTunnel()) {
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
        if (!isConnected() || response.isHeld()) {
            return;
        }
        connection().reading(wanted);
        response.reading(wanted);
    }

    /** A filter answers in its place: the peer did its part. */
    void dropResponse() {
        PeerSet.Member ended = member();
        UpstreamConnection leased = connection();
        reset();
        leased.close();
        report.succeeded(upstream(), ended);
    }

    /** Ends it without a word about its peer: the exchange is over, or does not need it. Nothing happens when IDLE. */
    void abandon() {
        if (state == State.IDLE) {
            return;
        }
        PeerSet.Member ended = member();
        boolean connecting = state == State.CONNECTING;
        UpstreamConnection leased = connection();
        reset();
        if (connecting) {
            leased.detach(options().connectTimeoutMillis(), upstream().options());
        } else {
            leased.close();
        }
        report.neutral(upstream(), ended, "abandoned");
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
        state = State.CONNECTED;
        exchange.phase(Phase.FORWARDING);
        worker.timers().disarm(connectDeadline);
        response.begin(newConnection);
        sender.begin(newConnection);
    }

    @Override
    public void connectFailed(Throwable cause) {
        fail(cause instanceof TlsException ? Failure.TLS_HANDSHAKE : Failure.CONNECT_FAILED);
    }

    @Override
    public void received(ByteBuf in) {
        response.received(in);
    }

    @Override
    public void readComplete() {
        response.readComplete();
    }

    @Override
    public void inputEnded() {
        response.inputEnded();
    }

    @Override
    public void closed() {
        response.closed();
    }

    @Override
    public void writabilityChanged() {
        sender.writabilityChanged();
    }

    /** The response's head came, and is passed on. */
    void answered() {
        // The clock was read when these bytes came.
        member().peer()
                .answered(
                        worker.timers().coarseNanos() - beganNanos,
                        worker.timers().coarseMillis());
    }

    /**
     * The peer did its part.
     *
     * @param reusable whether the response leaves the connection fit for another
     * @param trailers the fields behind its body, or null
     */
    void responseEnded(boolean reusable, @Nullable Head trailers) {
        boolean keep = reusable && requestHalf.isEnded();
        PeerSet.Member ended = member();
        UpstreamConnection leased = connection();
        Upstream upstream = upstream();
        reset();
        leased.reading(true);
        leased.release(keep, upstream.options());
        report.succeeded(upstream, ended);
        // Last: this object may be at its next attempt when the call returns.
        responseHalf.ended(response.head(), trailers);
    }

    /** The peer switched to what the client asked for. */
    void tunnelBegins() {
        member().peer().tunnels().opened();
    }

    /** The peer's connection is gone: the tunnel ends with what it had sent. */
    void tunnelClosed() {
        PeerSet.Member ended = member();
        reset();
        report.neutral(upstream(), ended, "");
        responseHalf.tunnelClosed();
    }

    /** It ends without a response, or with half of one. */
    void fail(Failure failure) {
        Failure counted = response.isBegun() ? Failure.BROKEN_RESPONSE : failure;
        PeerSet.Member ended = member();
        UpstreamConnection leased = connection;
        boolean wasSent = sender.hasBegun();
        boolean neutral = failure == Failure.DRAINED || isNeutral(counted);
        String label = (failure == Failure.DRAINED ? failure : counted).label();
        boolean free = isFreeAfter(counted);
        reset();
        if (leased != null) {
            leased.close();
        }
        if (neutral) {
            report.neutral(upstream(), ended, label);
        } else {
            report.failed(upstream(), ended, label);
        }
        if (counted == Failure.STALE) {
            // A kept connection that was closed costs no try.
            choice.tried().remove(ended.peer());
        }
        boolean retry = counted == Failure.LISTED_STATUS
                || counted != Failure.BROKEN_RESPONSE
                        && NextUpstreamRule.permits(
                                counted,
                                options(),
                                choice.situation(wasSent, requestHalf.body().isReplayable()))
                        && choice.takeRetry(free);
        exchange.attemptFailed(counted, retry);
    }

    /** Whether trying again after {@code failure} costs the peers nothing that {@code retry_budget} bounds. */
    boolean isFreeAfter(Failure failure) {
        boolean peerOut = !isNeutral(failure) && member().peer().isOutByFailure(member().options());
        return NextUpstreamRule.isFree(failure, sender.hasBegun(), peerOut);
    }

    private boolean isNeutral(Failure failure) {
        return response.isTunnel() || failure.isNeutral(response.head().status());
    }

    private void reset() {
        if (response.isTunnel()) {
            member().peer().tunnels().closed();
        }
        state = State.IDLE;
        member = null;
        connection = null;
        worker.timers().disarm(connectDeadline);
        response.reset();
        sender.reset();
    }

    private RouteOptions options() {
        return exchange.route().options();
    }

    private Upstream upstream() {
        return exchange.route().upstream();
    }

    private PeerSet.Member member() {
        return Objects.requireNonNull(member);
    }

    private UpstreamConnection connection() {
        return Objects.requireNonNull(connection);
    }
}
