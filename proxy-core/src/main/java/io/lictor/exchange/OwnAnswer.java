package io.lictor.exchange;

import io.lictor.filter.Decision;
import io.lictor.http.ByteScratch;
import io.lictor.http.Status;
import io.lictor.http1.OutBatch;
import io.lictor.http1.Persistence;
import java.nio.charset.StandardCharsets;

/** Writes what a filter answers. Without state. */
final class OwnAnswer {

    private OwnAnswer() {}

    /**
     * Writes it.
     *
     * @param date the line {@code Date: …}, with its CRLF
     * @param toHead whether it answers a HEAD request
     * @param lines further field lines
     * @return how many bytes of body were written
     */
    static int write(
            Decision.Answer answer,
            OutBatch out,
            Persistence connection,
            byte[] date,
            boolean toHead,
            ByteScratch lines) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(answer.status()).append(' ').append(Status.phrase(answer.status()));
        head.append("\r\n");
        for (Decision.Field field : answer.fields()) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        // RFC 9110 section 8.6: no Content-Length in 204; in 304 it would be that of another message.
        if (answer.status() != 204 && answer.status() != 304) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        out.put(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.put(date);
        out.put(lines.bytes(), 0, lines.length());
        out.put(ErrorPage.end(connection));
        if (toHead) {
            return 0;
        }
        out.put(answer.body());
        return answer.body().length;
    }
}
