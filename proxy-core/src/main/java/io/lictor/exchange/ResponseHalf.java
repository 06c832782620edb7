package io.lictor.exchange;

import io.lictor.filter.Decision;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The response's half of an {@link Exchange}: what a peer answers is passed on to the client, or an answer of our own.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other.
 */
final class ResponseHalf {

    private final Exchange exchange;
    private final RequestHalf requestHalf;
    private final Worker worker;
    private final ExchangeRecord record;
    private final PeerChoice choice;
    private final ForwardedRequest forwarded;
    private final RouteEdits edits;
    private final ResponseSender sender;

    private Half state = Half.OPEN;

    ResponseHalf(
            Exchange exchange,
            RequestHalf requestHalf,
            Worker worker,
            ExchangeRecord record,
            PeerChoice choice,
            ForwardedRequest forwarded,
            RouteEdits edits) {
        this.exchange = exchange;
        this.requestHalf = requestHalf;
        this.worker = worker;
        this.record = record;
        this.choice = choice;
        this.forwarded = forwarded;
        this.edits = edits;
        this.sender = new ResponseSender(worker, record.request());
    }

    void clear() {
        state = Half.OPEN;
    }

    /** An interim response came: it is passed on, but 100, which we have said ourselves (RFC 9110 section 15.2). */
    void interim(Head response) {
        if (response.status() != 100 && record.request().minorVersion() > 0) {
            worker.headWriter().interim(exchange.downstream().out(), response, -1);
            exchange.downstream().flush();
        }
    }

    /** The head came: it is passed on. */
    void head(Head response) {
        exchange.phase(Phase.RESPONDING);
        choice.answered();
        record.status(response.status());
        requestHalf.body().release();
        boolean framed = sender.frame(response);
        // A response that overtakes its request may leave the rest of it unread.
        if (!framed || !requestHalf.isEnded() || worker.isDraining()) {
            exchange.closesClient();
        }
        byte[] added = choice.upstream().balancer(worker.number()).responseFields(choice.chosen(), record);
        HeadEdits edited = edits.response(response);
        FilterRun filters = exchange.filters();
        if (filters != null) {
            edited = filters.responseEdits(edited, response);
        }
        sender.head(exchange.downstream(), response, exchange.keepsClient(), added, edited);
    }

    /** Takes {@code length} bytes of the body, or of a tunnel, from {@code in}. */
    void data(ByteBuf in, int length) {
        record.sent(length);
        Downstream client = exchange.downstream();
        sender.body(client, in, length);
        if (!client.isWritable()) {
            exchange.attempt().reading(false);
        }
    }

    /** No more bytes for now: what was gathered goes to the client. */
    void readComplete() {
        exchange.downstream().flush();
    }

    /**
     * It has ended, and with it the need for the rest of the request.
     *
     * @param response its head
     * @param trailers the fields behind it, or null
     */
    void ended(Head response, @Nullable Head trailers) {
        sender.end(exchange.downstream(), response, trailers);
        state = Half.ENDED;
        if (requestHalf.isOpen()) {
            requestHalf.discard();
        }
        exchange.downstream().flush();
        exchange.settle();
    }

    /** Whether {@code response}, a 101, switches to what the client asked for. */
    boolean isUpgrade(Head response) {
        return forwarded.isUpgrade(response);
    }

    /** The peer switched the protocol. */
    void tunnelBegins(Head response) {
        exchange.phase(Phase.TUNNELLING);
        choice.answered();
        record.status(response.status());
        exchange.closesClient();
        requestHalf.tunnelBegins();
        sender.tunnel();
        worker.headWriter().interim(exchange.downstream().out(), response, response.find(FieldName.UPGRADE));
        exchange.downstream().flush();
        exchange.downstream().tunnelBegins();
    }

    /** The peer sends nothing more into the tunnel, and may go on reading. */
    void tunnelOutputEnded() {
        state = Half.ENDED;
        exchange.downstream().endOutput();
        exchange.settle();
    }

    /** The peer's end of the tunnel is gone: what it sent is passed on, then the client's end is closed. */
    void tunnelClosed() {
        requestHalf.discard();
        state = Half.ENDED;
        exchange.downstream().flush();
        exchange.settle();
    }

    /** Answers in the peers' place, without settling: what a filter says, or the page of {@code status}. */
    void answer(int status, Decision.@Nullable Answer said) {
        record.status(status);
        Downstream client = exchange.downstream();
        boolean keepAlive = exchange.keepsClient();
        record.sent(
                said == null
                        ? sender.page(client, status, keepAlive, edits.ownAnswer())
                        : sender.answer(client, said, keepAlive, edits.ownAnswer()));
        state = Half.ENDED;
        exchange.downstream().reading(true);
        exchange.downstream().flush();
    }

    /** It broke off; the caller settles. */
    void fail() {
        state = Half.FAILED;
    }

    boolean isOpen() {
        return state == Half.OPEN;
    }

    Half state() {
        return state;
    }
}
