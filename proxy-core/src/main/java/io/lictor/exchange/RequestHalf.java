package io.lictor.exchange;

import io.lictor.config.RouteOptions;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http1.OutBatch;
import io.lictor.upstream.Endpoint;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The request's half of an {@link Exchange}, behind its head: what comes goes to the attempt under way, or waits for one.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other. Owns what is kept of the body.
 */
final class RequestHalf {

    private final Exchange exchange;
    private final Worker worker;
    private final ExchangeRecord record;
    private final ForwardedRequest forwarded;
    private final RouteEdits edits;
    private final RequestBody body;

    private Half state = Half.OPEN;
    private boolean inReadBatch;

    RequestHalf(Exchange exchange, Worker worker, ExchangeRecord record, ForwardedRequest forwarded, RouteEdits edits) {
        this.body = new RequestBody(worker.kept());
        this.exchange = exchange;
        this.worker = worker;
        this.record = record;
        this.forwarded = forwarded;
        this.edits = edits;
    }

    void clear() {
        body.release();
        state = Half.OPEN;
        inReadBatch = false;
    }

    /** The head has been read. */
    void begin(Head head) {
        inReadBatch = true;
        state = head.bodyLength() == 0 ? Half.ENDED : Half.OPEN;
    }

    /** How large a body may be: 0 is without bound. */
    static long mostBytes(RouteOptions route, Downstream client) {
        long ofRoute = route.clientMaxBodySize();
        return ofRoute == RouteOptions.OF_LISTENER ? client.options().clientMaxBodySize() : ofRoute;
    }

    /** Writes the head for the peer at {@code endpoint}. */
    void writeHead(OutBatch out, Endpoint endpoint) {
        HeadEdits edited = edits.request(endpoint);
        FilterRun filters = exchange.filters();
        if (filters != null) {
            edited = filters.requestEdits(edited, exchange.request());
        }
        forwarded.write(out, exchange.downstream().forwarding(), endpoint.authority(), edited);
    }

    /** Takes {@code length} bytes of the body from {@code in}. */
    void data(ByteBuf in, int length) {
        record.received(length);
        if (!exchange.isResponseOpen() || state != Half.OPEN) {
            in.skipBytes(length);
            return;
        }
        long most = mostBytes(exchange.route().options(), exchange.downstream());
        if (most > 0 && record.bodyBytesReceived() > most) {
            in.skipBytes(length);
            refuse(413);
        } else if (exchange.attempt().isConnected()) {
            send(in, length);
        } else {
            body.keep(worker.pool().allocator(), in, length);
            if (body.isFull()) {
                exchange.downstream().reading(false);
            }
        }
    }

    /** It is wrong, or too large: answered if nothing was yet, else cut. */
    void refuse(int status) {
        if (exchange.isResponding() || !exchange.isResponseOpen()) {
            exchange.requestFailed(status);
            return;
        }
        exchange.attempt().abandon();
        discard();
        exchange.closesClient();
        exchange.answer(status);
    }

    private void send(ByteBuf in, int length) {
        if (worker.isShedding()) {
            body.forget();
        } else if (!exchange.isResponding()) {
            body.remember(worker.pool().allocator(), in, length);
        }
        exchange.attempt().send(in, length);
    }

    /**
     * The body has ended.
     *
     * @param trailers the fields behind it, or null
     */
    void ended(@Nullable Head trailers) {
        if (state != Half.OPEN) {
            return;
        }
        state = Half.ENDED;
        body.trailers(trailers);
        if (exchange.isResponseOpen() && exchange.attempt().isConnected()) {
            exchange.attempt().endRequest();
        }
        exchange.settle();
    }

    /** No more bytes for now: what was gathered goes to the peer. */
    void readComplete() {
        inReadBatch = false;
        exchange.attempt().flush();
    }

    /** What was a request without a body is a stream from now on. */
    void tunnelBegins() {
        state = Half.OPEN;
    }

    /** Takes all of {@code in}: the client's bytes in a tunnel. */
    void tunnelData(ByteBuf in) {
        record.received(in.readableBytes());
        exchange.attempt().tunnel(in);
    }

    /** The client sends nothing more into the tunnel, and may go on reading. */
    void tunnelInputEnded() {
        if (state == Half.OPEN) {
            state = Half.ENDED;
            exchange.attempt().endOutput();
            exchange.settle();
        }
    }

    /** The peer's connection takes bytes again, or no more. */
    void peerWritable(boolean writable) {
        if (state == Half.OPEN) {
            exchange.downstream().reading(writable);
        }
    }

    /** The rest of it, if any, is of no use. */
    void discard() {
        state = Half.DISCARDED;
    }

    /** It cannot be completed; the caller settles. */
    void fail() {
        state = Half.FAILED;
    }

    boolean isOpen() {
        return state == Half.OPEN;
    }

    boolean isEnded() {
        return state == Half.ENDED;
    }

    Half state() {
        return state;
    }

    /** Whether more of the request may come in this read batch, whose end flushes. */
    boolean awaitsReadComplete() {
        return inReadBatch && state == Half.OPEN;
    }

    RequestBody body() {
        return body;
    }
}
