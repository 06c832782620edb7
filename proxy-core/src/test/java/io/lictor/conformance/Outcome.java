package io.lictor.conformance;

import io.lictor.conformance.WireLinter.Message;
import java.util.List;

/**
 * What came of a case.
 *
 * @param answers what the client got, interim responses included; the last one may be cut
 * @param end what became of the client's connection
 * @param forwarded the whole requests that the peer got
 * @param unclean what is unclean in the bytes that were forwarded, either way
 */
record Outcome(List<Message> answers, End end, List<Message> forwarded, List<String> unclean) {

    enum End {
        /** It served another request. */
        KEPT,
        CLOSED,
        /** Nothing more came, and no end either. */
        SILENT,
        /** It speaks another protocol now. */
        TUNNEL
    }

    /** For a cell of the table: {@code 200}, {@code 200, 400, closed}, {@code cut}. */
    String summary() {
        StringBuilder text = new StringBuilder();
        for (Message answer : answers) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(answer.status() == 0 ? "no HTTP" : String.valueOf(answer.status()))
                    .append(answer.complete() ? "" : " cut");
        }
        if (text.isEmpty()) {
            return end == End.SILENT ? "silent" : "cut";
        }
        return text + (end == End.SILENT ? ", silent" : end == End.CLOSED ? ", closed" : "");
    }
}
