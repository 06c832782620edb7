package io.lictor.exchange;

import io.lictor.config.RouteOptions;
import io.lictor.http.Ascii;
import io.lictor.http.Expectation;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.MaxForwards;
import io.lictor.http.Method;
import io.lictor.http.Verdict;
import io.lictor.http1.OutBatch;
import io.lictor.route.Route;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: routed, tried at one peer after the other, answered or cut.
 *
 * <p>Confined to the event loop of the client connection. Leased from the {@link Worker} when the first byte of a request
 * comes, given back when both halves are over. Owns the request's head and what is kept of its body.
 */
public final class Exchange {

    /*
     * Two halves, request and response, each OPEN until it is ENDED, DISCARDED or FAILED. One rule settles (settle()):
     * a FAILED half aborts; when neither is OPEN the exchange is done; else it waits. Every event changes a half first and
     * settles last, because settling may begin the next request on this very object.
     */

    /** The largest rest of a request body that is read to keep the connection, when an error was answered before it came. */
    private static final long READ_REST_UP_TO = 64 << 10;

    private static final byte[] CONTINUE = Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private final Worker worker;
    private final Head request = new Head();
    private final Attempt attempt;
    private final RequestBody body = new RequestBody();
    private final ForwardedRequest forwarded;
    private final ExchangeRecord record = new ExchangeRecord(request);
    private final PeerChoice choice;
    private final RouteEdits edits;
    private final ResponseSender sender;

    private @Nullable Downstream downstream;
    private @Nullable Route route;
    private Phase phase = Phase.RECEIVED;
    private Half requestHalf = Half.OPEN;
    private Half responseHalf = Half.OPEN;
    private boolean keepAlive;
    private boolean lastRequest;
    private boolean inReadBatch;

    Exchange(Worker worker) {
        this.worker = worker;
        this.choice = new PeerChoice(this, worker, record);
        this.attempt = new Attempt(this, choice, worker);
        this.forwarded = new ForwardedRequest(worker, record);
        this.edits = new RouteEdits(worker, record);
        this.sender = new ResponseSender(worker, request);
    }

    void lease(Downstream newDownstream) {
        downstream = newDownstream;
        record.begin(newDownstream.clientAddress(), worker.timers().nanos());
    }

    void clear() {
        request.clear();
        body.release();
        choice.clear();
        forwarded.clear();
        edits.clear();
        downstream = null;
        route = null;
        phase = Phase.RECEIVED;
        requestHalf = Half.OPEN;
        responseHalf = Half.OPEN;
        lastRequest = false;
        inReadBatch = false;
    }

    // What the client's connection tells.

    /**
     * The head has been read and its framing and target are understood: the exchange begins.
     *
     * @param newLastRequest whether its connection ends with it
     * @param bodyBegun whether more bytes have come already
     */
    public void begin(boolean newLastRequest, boolean bodyBegun) {
        lastRequest = newLastRequest;
        record.clientAddress(downstream().clientOf(request));
        inReadBatch = true;
        requestHalf = request.bodyLength() == 0 ? Half.ENDED : Half.OPEN;
        keepAlive = request.keepAlive() && !lastRequest && !worker.isDraining();
        if (worker.sheds()) {
            keepAlive = false;
            answer(503);
            return;
        }
        Verdict verdict = forwarded.readPath();
        if (verdict.isViolation()) {
            answer(verdict.status());
            return;
        }
        if (MaxForwards.of(request) == 0) {
            // RFC 9110 section 7.6.2: not further than here.
            answer(200);
            return;
        }
        Expectation expectation = Expectation.of(request);
        if (expectation == Expectation.UNKNOWN) {
            answer(417);
            return;
        }
        Route found = worker.generation().routes().match(request, worker.path());
        if (found == null) {
            answer(404);
            return;
        }
        route = found;
        choice.begin(found.upstream());
        record.upstream(found.upstream().name());
        phase = Phase.ROUTED;
        downstream().routed(found.options());
        long limit = maxBodySize(found.options());
        if (limit > 0 && request.bodyLength() > limit) {
            answer(413);
            return;
        }
        edits.begin(downstream(), found.rules());
        int own = forwarded.edit(edits);
        if (own != 0) {
            answer(own);
            return;
        }
        forwarded.allowUpgrade(found.options().upgrade());
        body.begin(found.options().clientBodyBufferSize());
        if (requestHalf == Half.OPEN && !bodyBegun && expectation == Expectation.CONTINUE) {
            // As nginx does: whoever asks is told to go on, and the peer is not asked.
            downstream().out().put(CONTINUE);
            downstream().flush();
        }
        choice.next(null);
    }

    /** The request could not be read: it is answered, and its connection ends. */
    public void refuse(Verdict verdict) {
        requestHalf = Half.DISCARDED;
        keepAlive = false;
        answer(verdict.status());
    }

    /** Takes {@code length} bytes of the request's body from {@code in}. */
    public void requestData(ByteBuf in, int length) {
        record.received(length);
        if (responseHalf != Half.OPEN || requestHalf != Half.OPEN) {
            in.skipBytes(length);
            return;
        }
        long limit = maxBodySize(route().options());
        if (limit > 0 && record.bodyBytesReceived() > limit) {
            in.skipBytes(length);
            tooLarge();
            return;
        }
        if (attempt.isConnected()) {
            if (worker.isShedding()) {
                body.forget();
            } else if (phase != Phase.RESPONDING) {
                body.remember(worker.pool().allocator(), in, length);
            }
            attempt.send(in, length);
        } else {
            body.keep(worker.pool().allocator(), in, length);
            if (body.isFull()) {
                downstream().reading(false);
            }
        }
    }

    /**
     * The request's body has ended.
     *
     * @param trailers the fields behind it, or null
     */
    public void requestEnded(@Nullable Head trailers) {
        if (requestHalf != Half.OPEN) {
            return;
        }
        requestHalf = Half.ENDED;
        body.trailers(trailers);
        if (responseHalf == Half.OPEN && attempt.isConnected()) {
            attempt.endRequest();
        }
        settle();
    }

    /** Takes all of {@code in}: the client's bytes in a tunnel. */
    public void tunnelData(ByteBuf in) {
        record.received(in.readableBytes());
        attempt.tunnel(in);
    }

    /** The client sends nothing more into the tunnel, and may go on reading. */
    public void tunnelInputEnded() {
        if (requestHalf == Half.OPEN) {
            requestHalf = Half.ENDED;
            attempt.endOutput();
            settle();
        }
    }

    /** No more bytes of the request for now: what was gathered goes to the peer. */
    public void requestReadComplete() {
        inReadBatch = false;
        attempt.flush();
    }

    /**
     * The request cannot be completed: the client went away, was too slow, or sent what cannot be read.
     *
     * @param logged the status for the log when nothing was answered: 499, 408 or 400
     */
    public void requestFailed(int logged) {
        if (phase.compareTo(Phase.RESPONDING) < 0 && responseHalf == Half.OPEN) {
            record.status(logged);
        }
        requestHalf = Half.FAILED;
        settle();
    }

    /** The body's coding is wrong: answered if nothing was yet, else cut. */
    public void requestBroken(Verdict verdict) {
        if (phase == Phase.RESPONDING || responseHalf != Half.OPEN) {
            requestFailed(verdict.status());
            return;
        }
        attempt.abandon();
        refuse(verdict);
    }

    /** The client's connection takes bytes again, or no more. */
    public void downstreamWritabilityChanged() {
        attempt.reading(downstream().isWritable());
    }

    /** The request's head, to be filled by its reader. */
    public Head request() {
        return request;
    }

    /** Whether its body is still awaited. */
    public boolean isRequestOpen() {
        return requestHalf == Half.OPEN;
    }

    // What the choice of a peer tells.

    /** Every peer is at {@code max_conns}: another word follows. */
    void queued() {
        phase = Phase.QUEUED;
    }

    /** A peer was chosen, and reserved. */
    void peerChosen(PeerSet.Member member) {
        phase = Phase.CONNECTING;
        attempt.begin(member);
    }

    // What the attempt tells.

    /** A connection to the peer is there: the request goes out. */
    void attemptConnected() {
        phase = Phase.FORWARDING;
    }

    /** The attempt gave no response that can be passed on. */
    void attemptFailed(Failure failure, boolean retry) {
        if (failure == Failure.BROKEN_RESPONSE) {
            responseHalf = Half.FAILED;
            settle();
        } else if (retry) {
            phase = Phase.ROUTED;
            choice.next(failure);
        } else {
            answer(failure.status());
        }
    }

    /** An interim response came: it is passed on, but 100, which we have said ourselves (RFC 9110 section 15.2). */
    void interim(Head response) {
        if (response.status() != 100 && request.minorVersion() > 0) {
            worker.headWriter().interim(downstream().out(), response, -1);
            downstream().flush();
        }
    }

    /** Whether {@code response}, a 101, switches to what the client asked for. */
    boolean isUpgrade(Head response) {
        return forwarded.isUpgrade(response);
    }

    /** The peer switched the protocol. */
    void tunnelBegins(Head response) {
        phase = Phase.TUNNELLING;
        choice.answered();
        record.status(response.status());
        keepAlive = false;
        // What was a request without a body is now a stream.
        requestHalf = Half.OPEN;
        sender.tunnel();
        worker.headWriter().interim(downstream().out(), response, response.find(FieldName.UPGRADE));
        downstream().flush();
        downstream().tunnelBegins();
    }

    /** The peer sends nothing more into the tunnel, and may go on reading. */
    void tunnelOutputEnded() {
        responseHalf = Half.ENDED;
        downstream().endOutput();
        settle();
    }

    /** The peer's end of the tunnel is gone: what it sent is passed on, then the client's end is closed. */
    void tunnelClosed() {
        requestHalf = Half.DISCARDED;
        responseHalf = Half.ENDED;
        downstream().flush();
        settle();
    }

    /** The response's head came: it is passed on. */
    void responseHead(Head response) {
        phase = Phase.RESPONDING;
        choice.answered();
        record.status(response.status());
        body.release();
        // A response that overtakes its request may leave the rest of it unread.
        keepAlive &= requestHalf == Half.ENDED && !worker.isDraining();
        keepAlive &= sender.frame(response);
        byte[] added = route().upstream().balancer(worker.number()).responseFields(choice.chosen(), record);
        sender.head(downstream(), response, keepAlive, added, edits.response(response));
    }

    /** Takes {@code length} bytes of the response's body from {@code in}. */
    void responseData(ByteBuf in, int length) {
        record.sent(length);
        Downstream client = downstream();
        sender.body(client, in, length);
        if (!client.isWritable()) {
            attempt.reading(false);
        }
    }

    void responseReadComplete() {
        downstream().flush();
    }

    /**
     * The response has ended, and with it the need for the rest of the request.
     *
     * @param response its head
     * @param trailers the fields behind it, or null
     */
    void responseEnded(Head response, @Nullable Head trailers) {
        sender.end(downstream(), response, trailers);
        responseHalf = Half.ENDED;
        if (requestHalf == Half.OPEN) {
            requestHalf = Half.DISCARDED;
        }
        downstream().flush();
        settle();
    }

    /** The peer's connection takes bytes again, or no more. */
    void upstreamWritable(boolean writable) {
        if (requestHalf == Half.OPEN) {
            downstream().reading(writable);
        }
    }

    /** The time of a peer that left is over; true when an attempt was under way there. */
    boolean peerDrained(Peer peer) {
        return attempt.drained(peer);
    }

    /** Whether another peer would be tried now. */
    NextUpstreamRule.Situation situation(boolean sent) {
        return new NextUpstreamRule.Situation(
                sent,
                Method.isNonIdempotent(request),
                body.isReplayable(),
                choice.tried().count(),
                choice.peers().hasUntried(choice.tried()),
                (worker.timers().nanos() - record.startNanos()) / 1_000_000);
    }

    RequestBody body() {
        return body;
    }

    Route route() {
        return Objects.requireNonNull(route);
    }

    /** Whether more of the request may come in this read batch, whose end flushes. */
    boolean awaitsReadComplete() {
        return inReadBatch && requestHalf == Half.OPEN;
    }

    boolean isRequestEnded() {
        return requestHalf == Half.ENDED;
    }

    /** Writes the request's head for the peer. */
    void writeRequest(OutBatch out, byte[] peer) {
        forwarded.write(out, downstream().forwarding(), peer, edits.request(peer));
    }

    private long maxBodySize(RouteOptions options) {
        long ofRoute = options.clientMaxBodySize();
        return ofRoute == RouteOptions.OF_LISTENER ? downstream().options().clientMaxBodySize() : ofRoute;
    }

    private void tooLarge() {
        if (phase == Phase.RESPONDING) {
            requestFailed(413);
            return;
        }
        attempt.abandon();
        requestHalf = Half.DISCARDED;
        keepAlive = false;
        answer(413);
    }

    /** Answers in the peers' place. */
    void answer(int newStatus) {
        choice.end();
        record.status(newStatus);
        boolean restIsSmall =
                request.bodyLength() > 0 && request.bodyLength() <= READ_REST_UP_TO && !request.has(FieldName.EXPECT);
        if (requestHalf == Half.OPEN && !(keepAlive && restIsSmall)) {
            requestHalf = Half.DISCARDED;
            keepAlive = false;
        }
        body.release();
        record.sent(sender.page(downstream(), newStatus, keepAlive, edits.ownAnswer()));
        responseHalf = Half.ENDED;
        downstream().reading(true);
        downstream().flush();
        settle();
    }

    /** The one rule of when an exchange is over. */
    private void settle() {
        if (phase == Phase.DONE || phase == Phase.ABORTED) {
            return;
        }
        if (requestHalf == Half.FAILED || responseHalf == Half.FAILED) {
            end(Phase.ABORTED, Downstream.Ending.CUT);
        } else if (requestHalf != Half.OPEN && responseHalf != Half.OPEN) {
            Downstream.Ending ending = requestHalf == Half.DISCARDED && phase != Phase.TUNNELLING
                    ? Downstream.Ending.LINGER
                    : keepAlive ? Downstream.Ending.KEEP : Downstream.Ending.CLOSE;
            end(Phase.DONE, ending);
        }
    }

    private void end(Phase last, Downstream.Ending ending) {
        phase = last;
        choice.end();
        attempt.abandon();
        body.release();
        record.end(worker.timers().nanos());
        worker.observer().exchangeCompleted(record);
        downstream().exchangeEnded(ending);
    }

    private Downstream downstream() {
        return Objects.requireNonNull(downstream);
    }
}
