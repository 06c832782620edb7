package io.lictor.exchange;

import io.lictor.http.Ascii;
import io.lictor.http.Expectation;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.MaxForwards;
import io.lictor.http.Verdict;
import io.lictor.route.Route;

/**
 * Which requests are answered in the peers' place before any is asked; and when the client's connection outlives such an
 * answer.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other. Without state of its own.
 */
final class EarlyAnswers {

    /** The largest rest of a request body that is read to keep the connection, when an error was answered before it came. */
    private static final long READ_REST_UP_TO = 64 << 10;

    private static final byte[] CONTINUE = Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private final Worker worker;
    private final Head request;
    private final ForwardedRequest forwarded;
    private final RouteEdits edits;

    EarlyAnswers(Worker worker, Head request, ForwardedRequest forwarded, RouteEdits edits) {
        this.worker = worker;
        this.request = request;
        this.forwarded = forwarded;
        this.edits = edits;
    }

    /** The status, whatever the route; or 0 to go on, and the path is in the worker's scratch, to be matched. */
    int beforeRoute() {
        if (worker.sheds()) {
            return 503;
        }
        Verdict verdict = forwarded.readPath();
        if (verdict.isViolation()) {
            return verdict.status();
        }
        if (MaxForwards.of(request) == 0) {
            // RFC 9110 section 7.6.2: not further than here.
            return 200;
        }
        return Expectation.of(request) == Expectation.UNKNOWN ? 417 : 0;
    }

    /**
     * The status that {@code route} has for it; or 0 to go on, and its rules are in force. Whom it does not serve is told
     * nothing else.
     *
     * @param address the client's, in ASCII
     */
    int onRoute(Route route, Downstream client, byte[] address) {
        if (!route.access().serves(request, address)) {
            return 403;
        }
        long most = RequestHalf.mostBytes(route.options(), client);
        if (most > 0 && request.bodyLength() > most) {
            return 413;
        }
        edits.begin(client, route.rules());
        return forwarded.edit(edits);
    }

    /** As nginx does: whoever asks is told to go on, and the peer is not asked. */
    void sayContinue(Downstream client) {
        if (Expectation.of(request) == Expectation.CONTINUE) {
            client.out().put(CONTINUE);
            client.flush();
        }
    }

    /** Whether what is left of the body is worth reading, so that the connection can be kept. */
    boolean isRestSmall() {
        return request.bodyLength() > 0 && request.bodyLength() <= READ_REST_UP_TO && !request.has(FieldName.EXPECT);
    }
}
