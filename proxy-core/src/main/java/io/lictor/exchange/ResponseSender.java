package io.lictor.exchange;

import io.lictor.filter.Decision;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http.Method;
import io.lictor.http1.Persistence;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The response's way to the client: its head as the route has it, its body re-framed, its end; or an answer of our own.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other.
 */
final class ResponseSender {

    private final Worker worker;
    private final Head request;
    private long length;

    ResponseSender(Worker worker, Head request) {
        this.worker = worker;
        this.request = request;
    }

    /** Finds how {@code response} is framed for the client; false when only the end of the connection can end it. */
    boolean frame(Head response) {
        length = response.bodyLength();
        if (length != Head.UNTIL_CLOSE && length != Head.CHUNKED) {
            return true;
        }
        boolean canChunk = request.minorVersion() > 0;
        length = canChunk ? Head.CHUNKED : Head.UNTIL_CLOSE;
        return canChunk;
    }

    /**
     * Puts the head, framed as was found.
     *
     * @param added further field lines
     */
    void head(Downstream client, Head response, boolean keepAlive, byte[] added, HeadEdits edits) {
        worker.headWriter()
                .response(client.out(), response, length, persistence(keepAlive), worker.date(), added, edits);
    }

    /** From now on bytes pass as they are: it is no message any more. */
    void tunnel() {
        length = Head.UNTIL_CLOSE;
    }

    /** Puts {@code bytes} of the body. */
    void body(Downstream client, ByteBuf in, int bytes) {
        client.out().body(in, bytes, length == Head.CHUNKED);
    }

    /** Puts the end of the body; {@code response} is the head that was put. */
    void end(Downstream client, Head response, @Nullable Head trailers) {
        if (length == Head.CHUNKED) {
            client.out().lastChunk(trailers, response);
        }
    }

    /**
     * Puts an answer of our own.
     *
     * @return how many bytes of body it has
     */
    int page(Downstream client, int status, boolean keepAlive, HeadEdits edits) {
        return ErrorPage.of(status)
                .write(client.out(), persistence(keepAlive), worker.date(), Method.isHead(request), edits.lines());
    }

    /** The same of what a filter answers. */
    int answer(Downstream client, Decision.Answer answer, boolean keepAlive, HeadEdits edits) {
        return OwnAnswer.write(
                answer, client.out(), persistence(keepAlive), worker.date(), Method.isHead(request), edits.lines());
    }

    private Persistence persistence(boolean keepAlive) {
        if (!keepAlive) {
            return Persistence.CLOSE;
        }
        return request.minorVersion() > 0 ? Persistence.IMPLICIT : Persistence.KEEP_ALIVE;
    }
}
