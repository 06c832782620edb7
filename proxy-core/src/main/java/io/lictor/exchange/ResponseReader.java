package io.lictor.exchange;

import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.lictor.http1.BodyReader;
import io.lictor.http1.BodySink;
import io.lictor.http1.HeadLimits;
import io.lictor.http1.HeadParser;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a peer answers: interim heads, the final head, its body. Decides nothing but what can be read.
 *
 * <p>Confined to the exchange's event loop; used for one attempt after the other. Owns the response's head.
 */
final class ResponseReader {

    /** What was read. */
    enum Step {
        /** Not a whole head yet. */
        MORE,
        /** A 1xx other than 101: another head follows. */
        INTERIM,
        /** A 101. */
        SWITCHING,
        /** The head of the response itself; its body follows. */
        FINAL,
        /** Nothing that can be read. */
        INVALID
    }

    private final Head head = new Head();
    private final HeadParser parser = HeadParser.ofResponses(HeadLimits.DEFAULT);
    private final BodyReader body = new BodyReader();

    /** Awaits a head. */
    void begin() {
        head.clear();
        parser.reset();
    }

    /** The head read last. */
    Head head() {
        return head;
    }

    /**
     * Reads a head.
     *
     * @param toHead whether a HEAD request is answered
     */
    Step readHead(ByteBuf in, boolean toHead) {
        Verdict verdict = parser.parse(in, head);
        if (verdict == Verdict.INCOMPLETE) {
            return Step.MORE;
        }
        if (verdict.isViolation()) {
            return Step.INVALID;
        }
        if (head.status() == 101) {
            return Step.SWITCHING;
        }
        if (head.status() < 200) {
            return Step.INTERIM;
        }
        return Framing.ofResponse(head, toHead).isViolation() ? Step.INVALID : Step.FINAL;
    }

    /** The body of the head read last begins. */
    void beginBody() {
        body.begin(head.bodyLength());
    }

    /** Reads of the body what is there; OK when it has ended. */
    Verdict readBody(ByteBuf in, BodySink sink) {
        return body.read(in, sink);
    }

    /** Whether the body ends with its connection. */
    boolean untilClose() {
        return body.untilClose();
    }

    /** The fields behind the body, or null. */
    @Nullable
    Head trailers() {
        return body.trailers();
    }
}
