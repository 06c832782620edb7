package io.lictor.exchange;

import io.lictor.http.ByteScratch;
import io.lictor.http.Forwarding;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http.RequestPath;
import io.lictor.http.Upgrade;
import io.lictor.http.Verdict;
import io.lictor.http1.OutBatch;
import java.util.List;

/**
 * What peers are asked: the request as it is forwarded, the same for every attempt.
 *
 * <p>Confined to the exchange's event loop. Holds a path of its own only where the raw one held dot segments, or the route
 * changes it.
 */
final class ForwardedRequest {

    private final Worker worker;
    private final ExchangeRecord record;
    private final Head request;
    private final ByteScratch own = new ByteScratch(256);
    private byte[] path = {};
    private int pathOffset;
    private int pathLength;
    private int upgrade = -1;

    ForwardedRequest(Worker worker, ExchangeRecord record) {
        this.worker = worker;
        this.record = record;
        this.request = record.request();
    }

    void clear() {
        own.clear();
    }

    /** Normalises the path, to be matched, into the worker's scratch; finds which form of it goes on. */
    Verdict readPath() {
        upgrade = -1;
        RequestPath normal = worker.path();
        Verdict verdict = normal.of(request);
        if (normal.hadDotSegments() && !verdict.isViolation()) {
            normal.encodeWithQuery(request, own);
            useOwn();
        } else {
            path = request.bytes();
            pathOffset = request.pathOffset();
            pathLength = request.pathLength();
        }
        return verdict;
    }

    /** The route is known: its rules change the path. The status to answer in the peers' place, or 0 to go on. */
    int edit(RouteEdits edits) {
        int answer = edits.answer();
        // The target of OPTIONS * is no path.
        if (answer != 0 || !edits.changesPath() || request.bytes()[request.pathOffset()] == '*') {
            return answer;
        }
        own.clear();
        Verdict verdict = edits.rewrite(worker.path(), own);
        useOwn();
        return verdict.status();
    }

    /** Passes on what the client would switch to, if it is one of {@code allowed}. */
    void allowUpgrade(List<String> allowed) {
        upgrade = Upgrade.requested(request, allowed);
    }

    /** Whether {@code response}, a 101, switches to what was passed on. */
    boolean isUpgrade(Head response) {
        return Upgrade.isAccepted(response, request, upgrade);
    }

    /** Writes the head. */
    void write(OutBatch out, Forwarding forwarding, byte[] peer, HeadEdits edits) {
        worker.headWriter()
                .request(
                        out,
                        request,
                        path,
                        pathOffset,
                        pathLength,
                        forwarding,
                        record.clientAddress(),
                        peer,
                        upgrade,
                        edits);
    }

    private void useOwn() {
        path = own.bytes();
        pathOffset = 0;
        pathLength = own.length();
    }
}
