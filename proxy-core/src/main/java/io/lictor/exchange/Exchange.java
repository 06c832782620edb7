package io.lictor.exchange;

import io.lictor.filter.Decision;
import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.lictor.route.FilterChains;
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

    private final Worker worker;
    private final Head request = new Head();
    private final ExchangeRecord record = new ExchangeRecord(request);
    private final ForwardedRequest forwarded;
    private final RouteEdits edits;
    private final EarlyAnswers early;
    private final PeerChoice choice;
    private final RequestHalf requestHalf;
    private final ResponseHalf responseHalf;
    private final Attempt attempt;

    private @Nullable Downstream downstream;
    private @Nullable Route route;
    private @Nullable FilterRun filters;
    private Phase phase = Phase.RECEIVED;
    private boolean keepAlive;

    Exchange(Worker worker) {
        this.worker = worker;
        this.forwarded = new ForwardedRequest(worker, record);
        this.edits = new RouteEdits(worker, record);
        this.early = new EarlyAnswers(worker, request, forwarded, edits);
        this.choice = new PeerChoice(this, worker, record);
        this.requestHalf = new RequestHalf(this, worker, record, forwarded, edits);
        this.responseHalf = new ResponseHalf(this, requestHalf, worker, record, choice, forwarded, edits);
        this.attempt = new Attempt(this, requestHalf, responseHalf, choice, worker);
    }

    void lease(Downstream newDownstream) {
        downstream = newDownstream;
        record.begin(newDownstream.clientAddress(), worker.timers().nanos());
    }

    void clear() {
        request.clear();
        requestHalf.clear();
        responseHalf.clear();
        choice.clear();
        forwarded.clear();
        edits.clear();
        downstream = null;
        route = null;
        filters = null;
        phase = Phase.RECEIVED;
        keepAlive = false;
    }

    // What the client's connection tells.

    /**
     * The head has been read and its framing and target are understood: the exchange begins.
     *
     * @param lastRequest whether its connection ends with it
     * @param bodyBegun whether more bytes have come already
     */
    public void begin(boolean lastRequest, boolean bodyBegun) {
        record.clientAddress(downstream().clientOf(request));
        requestHalf.begin(request);
        keepAlive = request.keepAlive() && !lastRequest && !worker.isDraining() && !worker.isShedding();
        int status = early.beforeRoute();
        if (status != 0) {
            answer(status);
            return;
        }
        Route found = worker.generation().routes().match(request, worker.path(), record.clientAddress());
        if (found == null) {
            answer(404);
            return;
        }
        enter(found);
        status = early.onRoute(found, downstream(), record.clientAddress());
        if (status != 0) {
            answer(status);
            return;
        }
        forwarded.allowUpgrade(found.options().upgrade());
        requestHalf.body().begin(found.options().clientBodyBufferSize());
        if (found.filters() == FilterChains.NONE) {
            admit(bodyBegun);
        } else {
            filters = new FilterRun(this, worker, record, found.filters().of(worker.number()));
            filters.request(bodyBegun);
        }
    }

    /** No filter is against it: a peer is looked for. */
    void admit(boolean bodyBegun) {
        if (requestHalf.isOpen() && !bodyBegun && record.bodyBytesReceived() == 0) {
            early.sayContinue(downstream());
        }
        choice.next(null);
    }

    private void enter(Route found) {
        route = found;
        choice.begin(found.upstream());
        record.upstream(found.upstream().name());
        phase = Phase.ROUTED;
        downstream().routed(found.options());
    }

    /** The request could not be read: it is answered, and its connection ends. */
    public void refuse(Verdict verdict) {
        requestHalf.discard();
        keepAlive = false;
        answer(verdict.status());
    }

    /** Takes {@code length} bytes of the request's body from {@code in}. */
    public void requestData(ByteBuf in, int length) {
        requestHalf.data(in, length);
    }

    /**
     * The request's body has ended.
     *
     * @param trailers the fields behind it, or null
     */
    public void requestEnded(@Nullable Head trailers) {
        requestHalf.ended(trailers);
    }

    /** Takes all of {@code in}: the client's bytes in a tunnel. */
    public void tunnelData(ByteBuf in) {
        requestHalf.tunnelData(in);
    }

    /** The client sends nothing more into the tunnel, and may go on reading. */
    public void tunnelInputEnded() {
        requestHalf.tunnelInputEnded();
    }

    /** No more bytes of the request for now: what was gathered goes to the peer. */
    public void requestReadComplete() {
        requestHalf.readComplete();
    }

    /**
     * The request cannot be completed: the client went away, was too slow, or sent what cannot be read.
     *
     * @param logged the status for the log when nothing was answered: 499, 408 or 400
     */
    public void requestFailed(int logged) {
        if (phase.compareTo(Phase.RESPONDING) < 0 && responseHalf.isOpen()) {
            record.status(logged);
        }
        requestHalf.fail();
        settle();
    }

    /** The body's coding is wrong: answered if nothing was yet, else cut. */
    public void requestBroken(Verdict verdict) {
        requestHalf.refuse(verdict.status());
    }

    /** The client's connection takes bytes again, or no more. */
    public void downstreamWritabilityChanged() {
        attempt.reading(downstream().isWritable());
    }

    /** The request's head, to be filled by its reader. */
    public Head request() {
        return request;
    }

    // What the choice of a peer, the halves and the attempt tell and ask.

    /** It is at {@code next}; nothing follows from that by itself. */
    void phase(Phase next) {
        phase = next;
    }

    /** A peer was chosen, and reserved. */
    void peerChosen(PeerSet.Member member) {
        phase = Phase.CONNECTING;
        attempt.begin(member);
    }

    /** The client's connection ends with this exchange. */
    void closesClient() {
        keepAlive = false;
    }

    boolean keepsClient() {
        return keepAlive;
    }

    boolean isResponding() {
        return phase == Phase.RESPONDING;
    }

    boolean isResponseOpen() {
        return responseHalf.isOpen();
    }

    Attempt attempt() {
        return attempt;
    }

    /** The attempt gave no response that can be passed on. */
    void attemptFailed(Failure failure, boolean retry) {
        if (failure == Failure.BROKEN_RESPONSE) {
            responseHalf.fail();
            settle();
        } else if (retry) {
            phase = Phase.ROUTED;
            choice.next(failure);
        } else {
            answer(failure.status());
        }
    }

    /** The time of a peer that left is over; true when an attempt was under way there. */
    boolean peerDrained(Peer peer) {
        return attempt.drained(peer);
    }

    /** The filters of the route; null when it has none. */
    @Nullable
    FilterRun filters() {
        return filters;
    }

    Route route() {
        return Objects.requireNonNull(route);
    }

    /** Answers in the peers' place. */
    void answer(int status) {
        answer(status, null);
    }

    /** Answers in the peers' place, with what a filter says if it says anything. */
    void answer(int status, Decision.@Nullable Answer said) {
        stopWaiting();
        if (requestHalf.isOpen() && !(keepAlive && early.isRestSmall())) {
            requestHalf.discard();
            keepAlive = false;
        }
        requestHalf.body().release();
        responseHalf.answer(status, said);
        settle();
    }

    /** Neither for a peer nor for a filter. */
    private void stopWaiting() {
        choice.end();
        if (filters != null) {
            filters.cancel();
        }
    }

    /** The one rule of when an exchange is over. */
    void settle() {
        if (phase == Phase.DONE || phase == Phase.ABORTED) {
            return;
        }
        if (requestHalf.state() == Half.FAILED || responseHalf.state() == Half.FAILED) {
            end(Phase.ABORTED, Downstream.Ending.CUT);
        } else if (!requestHalf.isOpen() && !responseHalf.isOpen()) {
            Downstream.Ending ending = requestHalf.state() == Half.DISCARDED && phase != Phase.TUNNELLING
                    ? Downstream.Ending.LINGER
                    : keepAlive ? Downstream.Ending.KEEP : Downstream.Ending.CLOSE;
            end(Phase.DONE, ending);
        }
    }

    private void end(Phase last, Downstream.Ending ending) {
        phase = last;
        stopWaiting();
        attempt.abandon();
        requestHalf.body().release();
        record.end(worker.timers().nanos());
        worker.observer().exchangeCompleted(record);
        downstream().exchangeEnded(ending);
    }

    Downstream downstream() {
        return Objects.requireNonNull(downstream);
    }
}
