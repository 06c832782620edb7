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

    /** For a cell of the table: {@code 200}, {@code 102 x20, 400, closed}, {@code cut}. */
    String summary() {
        if (answers.isEmpty()) {
            return end == End.SILENT ? "silent" : "cut";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < answers.size(); ) {
            String answer = word(answers.get(i));
            int count = 0;
            while (i < answers.size() && word(answers.get(i)).equals(answer)) {
                count++;
                i++;
            }
            text.append(text.isEmpty() ? "" : ", ").append(answer).append(count > 1 ? " x" + count : "");
        }
        return text + (end == End.SILENT ? ", silent" : end == End.CLOSED ? ", closed" : "");
    }

    private static String word(Message answer) {
        String status = answer.status() == 0 ? "no HTTP" : String.valueOf(answer.status());
        return answer.complete() ? status : status + " cut";
    }
}
