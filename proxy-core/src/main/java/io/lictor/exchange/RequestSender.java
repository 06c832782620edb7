package io.lictor.exchange;

import io.lictor.clock.LoopTimer;
import io.lictor.http.Head;
import io.lictor.http.Method;
import io.lictor.pool.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The request's way to the peer of one {@link Attempt}: its head, its body re-framed, its end; or a tunnel's bytes.
 *
 * <p>Confined to the exchange's event loop. Writes to the connection of its attempt, and tells the exchange when that is
 * full.
 */
final class RequestSender {

    private final Exchange exchange;
    private final RequestHalf requestHalf;
    private final Worker worker;
    private final LoopTimer deadline;
    private @Nullable UpstreamConnection connection;
    private boolean chunked;
    private boolean unflushed;

    /**
     * A sender, for one attempt after the other.
     *
     * @param onTimeout run when the peer takes no byte for {@code proxy_send_timeout}
     */
    RequestSender(Exchange exchange, RequestHalf requestHalf, Worker worker, Runnable onTimeout) {
        this.exchange = exchange;
        this.requestHalf = requestHalf;
        this.worker = worker;
        this.deadline = LoopTimer.of(onTimeout);
    }

    /** Whether a byte of the request was handed to a connection. */
    boolean hasBegun() {
        return connection != null;
    }

    /** Sends the head, and what is kept of the body. */
    void begin(UpstreamConnection newConnection) {
        connection = newConnection;
        chunked = exchange.request().bodyLength() == Head.CHUNKED;
        unflushed = true;
        requestHalf.writeHead(newConnection.out(), newConnection.endpoint());
        RequestBody kept = requestHalf.body();
        for (int i = 0; i < kept.pieces(); i++) {
            ByteBuf piece = kept.view(i);
            body(piece, piece.readableBytes());
        }
        if (NextUpstreamRule.permitsRepeating(
                Method.isNonIdempotent(exchange.request()), exchange.route().options())) {
            kept.sent();
        } else {
            // No peer will get it after this one: its buffers go back as they are written, and are still in the cache
            // when
            // the next body is read into them.
            kept.forget();
        }
        if (requestHalf.isEnded()) {
            end();
        }
        if (!requestHalf.awaitsReadComplete()) {
            flush();
        }
        if (newConnection.isWritable()) {
            requestHalf.peerWritable(true);
        }
    }

    /** Sends {@code length} bytes of the body. */
    void body(ByteBuf in, int length) {
        unflushed = true;
        connection().out().body(in, length, chunked);
        slowDownIfFull();
    }

    /** The body has ended. */
    void end() {
        if (chunked) {
            unflushed = true;
            connection().out().lastChunk(requestHalf.body().trailers(), exchange.request());
        }
    }

    /** Sends all of {@code in} as it is. */
    void raw(ByteBuf in) {
        unflushed = true;
        connection().out().body(in, in.readableBytes(), false);
        slowDownIfFull();
    }

    /** Hands what was put to the transport. */
    void flush() {
        if (unflushed) {
            unflushed = false;
            connection().out().flush();
        }
    }

    /** {@link UpstreamConnection#isWritable()} changed. */
    void writabilityChanged() {
        boolean writable = connection().isWritable();
        if (writable) {
            worker.timers().disarm(deadline);
        }
        requestHalf.peerWritable(writable);
    }

    /** The attempt is over. */
    void reset() {
        connection = null;
        unflushed = false;
        worker.timers().disarm(deadline);
    }

    private void slowDownIfFull() {
        if (!connection().isWritable()) {
            requestHalf.peerWritable(false);
            worker.timers().arm(deadline, exchange.route().options().sendTimeoutMillis());
        }
    }

    private UpstreamConnection connection() {
        return Objects.requireNonNull(connection);
    }
}
