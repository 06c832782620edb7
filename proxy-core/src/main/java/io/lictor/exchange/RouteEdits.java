package io.lictor.exchange;

import io.lictor.http.ByteScratch;
import io.lictor.http.Forwarding;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http.RequestPath;
import io.lictor.http.Verdict;
import io.lictor.rewrite.RouteRules;
import io.lictor.rewrite.Subject;
import io.lictor.upstream.Endpoint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the route changes in the messages of one exchange: its rules, and what they look at.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other. The edits it gives are the worker's
 * scratch: valid until the next are made on this loop.
 */
final class RouteEdits implements Subject {

    private static final Head NO_RESPONSE = new Head();
    private static final byte[] NO_PEER = {};

    private final Worker worker;
    private final ExchangeRecord record;

    private RouteRules rules = RouteRules.NONE;
    private @Nullable Downstream client;
    private Head response = NO_RESPONSE;
    private byte[] peer = NO_PEER;
    private boolean peerTls;
    private boolean stripped;

    RouteEdits(Worker worker, ExchangeRecord record) {
        this.worker = worker;
        this.record = record;
    }

    /** The route is known; its rules count from now on. */
    void begin(Downstream newClient, RouteRules newRules) {
        client = newClient;
        rules = newRules;
        stripped = false;
    }

    void clear() {
        rules = RouteRules.NONE;
        client = null;
        response = NO_RESPONSE;
        peer = NO_PEER;
        peerTls = false;
    }

    /** The status to answer without a peer; 0 to go on. */
    int answer() {
        return rules.answer(this);
    }

    /** Whether the path is changed. */
    boolean changesPath() {
        return rules.path().isGiven();
    }

    /** Appends the path to ask for in the place of {@code path}. */
    Verdict rewrite(RequestPath path, ByteScratch out) {
        stripped = rules.path().strips(path);
        return rules.path().apply(this, path, worker.pathText(), out);
    }

    /** The edits of the request for the peer at {@code endpoint}. */
    HeadEdits request(Endpoint endpoint) {
        peer = endpoint.authority();
        peerTls = endpoint.tls().on();
        if (!rules.changeRequests()) {
            return HeadEdits.NONE;
        }
        rules.editRequest(this, worker.edits());
        return worker.edits();
    }

    /** The edits of the peer's response; its status has been recorded. */
    HeadEdits response(Head newResponse) {
        if (!rules.concernResponse(newResponse)) {
            return HeadEdits.NONE;
        }
        response = newResponse;
        rules.editResponse(this, worker.edits());
        return worker.edits();
    }

    /** The lines that an answer of our own gets; its status has been recorded. */
    HeadEdits ownAnswer() {
        if (rules == RouteRules.NONE) {
            return HeadEdits.NONE;
        }
        rules.editAnswer(this, worker.edits());
        return worker.edits();
    }

    @Override
    public Head request() {
        return record.request();
    }

    @Override
    public Head response() {
        return response;
    }

    @Override
    public int status() {
        return record.status();
    }

    @Override
    public Forwarding forwarding() {
        return Objects.requireNonNull(client).forwarding();
    }

    @Override
    public byte[] clientAddress() {
        return record.clientAddress();
    }

    @Override
    public byte[] peer() {
        return peer;
    }

    @Override
    public boolean isPeerTls() {
        return peerTls;
    }

    @Override
    public byte[] requestId() {
        return record.requestId();
    }

    @Override
    public RequestPath path() {
        RequestPath path = worker.pathOfVariable();
        path.of(request());
        return path;
    }

    @Override
    public boolean isStripped() {
        return stripped;
    }
}
