package io.lictor.health;

import io.lictor.config.HealthMatch;
import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.lictor.http1.BodyReader;
import io.lictor.http1.HeadLimits;
import io.lictor.http1.HeadParser;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Reads the answer to one HTTP check and judges it.
 *
 * <p>Confined to one event loop; used once. Keeps at most {@link #MOST_BODY} bytes of the body, and only where the match
 * looks at it.
 */
final class AnswerJudge {

    /** A body is read so far, so that the peer can end in peace; what is longer is judged by its beginning. */
    static final int MOST_BODY = 64 << 10;

    private final HealthMatch match;
    private final HeadParser parser = HeadParser.ofResponses(HeadLimits.DEFAULT);
    private final Head head = new Head();
    private final BodyReader reader = new BodyReader();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean inBody;
    private long length;
    private boolean ended;
    private boolean passed;
    private String text = "";

    AnswerJudge(HealthMatch match) {
        this.match = match;
        head.clear();
        parser.reset();
    }

    /** Whether it is judged; then {@link #isPassed} and {@link #text} say how. */
    boolean isEnded() {
        return ended;
    }

    boolean isPassed() {
        return passed;
    }

    /** What was seen, for people. */
    String text() {
        return text;
    }

    /** Takes what came. The buffer stays the caller's. */
    void received(ByteBuf in) {
        while (!ended && !inBody) {
            Verdict verdict = parser.parse(in, head);
            if (verdict == Verdict.INCOMPLETE) {
                return;
            }
            if (verdict.isViolation() || Framing.ofResponse(head, false).isViolation()) {
                end(false, "an answer that cannot be read");
            } else if (head.status() >= 200) {
                beginBody();
            } else {
                head.clear();
                parser.reset();
            }
        }
        if (!ended) {
            readBody(in);
        }
    }

    /** The peer has closed. */
    void closed() {
        if (!ended && inBody && reader.untilClose()) {
            judgeBody();
        } else if (!ended) {
            end(false, "closed before the end of the answer");
        }
    }

    private void beginBody() {
        inBody = true;
        if (!match.isExpected(head.status())) {
            end(false, "status " + head.status() + " (expected: " + match.statusText() + ")");
            return;
        }
        reader.begin(head.bodyLength());
    }

    private void readBody(ByteBuf in) {
        Verdict verdict = reader.read(in, (bytes, count) -> {
            int kept = match.body().isEmpty() ? 0 : Math.min(count, MOST_BODY - body.size());
            for (int i = 0; i < kept; i++) {
                body.write(bytes.getByte(bytes.readerIndex() + i));
            }
            bytes.skipBytes(count);
            length += count;
        });
        if (verdict.isViolation()) {
            end(false, "a body that cannot be read");
        } else if (verdict == Verdict.OK || length >= MOST_BODY) {
            judgeBody();
        }
    }

    private void judgeBody() {
        String status = "status " + head.status();
        if (match.body().isEmpty()
                || Pattern.compile(match.body())
                        .matcher(body.toString(StandardCharsets.ISO_8859_1))
                        .find()) {
            end(true, status);
        } else {
            end(false, status + ", a body that does not match");
        }
    }

    private void end(boolean nowPassed, String nowText) {
        ended = true;
        passed = nowPassed;
        text = nowText;
    }
}
