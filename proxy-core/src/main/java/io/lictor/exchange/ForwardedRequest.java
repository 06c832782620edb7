package io.lictor.exchange;

import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import io.lictor.http.Upgrade;
import io.lictor.http.Verdict;
import io.lictor.http1.OutBatch;
import java.util.List;

/**
 * What peers are asked: the request as it is forwarded, the same for every attempt.
 *
 * <p>Confined to the exchange's event loop. Holds a path of its own only where the raw one held dot segments.
 */
final class ForwardedRequest {

    private final Worker worker;
    private final Head request;
    private byte[] path = {};
    private int pathOffset;
    private int pathLength;
    private int upgrade = -1;

    ForwardedRequest(Worker worker, Head request) {
        this.worker = worker;
        this.request = request;
    }

    /** Normalises the path, to be matched, into the worker's scratch; finds which form of it goes on. */
    Verdict readPath() {
        upgrade = -1;
        RequestPath normal = worker.path();
        Verdict verdict = normal.of(request);
        if (normal.hadDotSegments() && !verdict.isViolation()) {
            path = normal.encodedWithQuery(request);
            pathOffset = 0;
            pathLength = path.length;
        } else {
            path = request.bytes();
            pathOffset = request.pathOffset();
            pathLength = request.pathLength();
        }
        return verdict;
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
    void write(OutBatch out, Downstream client, String peer) {
        worker.headWriter()
                .request(
                        out,
                        request,
                        path,
                        pathOffset,
                        pathLength,
                        client.forwardedFields(),
                        client.clientAddress(),
                        peer,
                        upgrade);
    }
}
