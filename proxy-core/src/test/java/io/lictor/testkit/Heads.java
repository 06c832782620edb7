package io.lictor.testkit;

import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.lictor.http1.HeadLimits;
import io.lictor.http1.HeadParser;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Heads made from text, for the tests of what comes behind the parser. Without state. */
public final class Heads {

    private Heads() {}

    /** The head of a request: its lines, without CRLF. */
    public static Head request(String... lines) {
        return parsed(HeadParser.ofRequests(HeadLimits.DEFAULT), lines);
    }

    /** The head of a response: its lines, without CRLF. */
    public static Head response(String... lines) {
        return parsed(HeadParser.ofResponses(HeadLimits.DEFAULT), lines);
    }

    private static Head parsed(HeadParser parser, String... lines) {
        Head head = new Head();
        head.clear();
        String text = String.join("\r\n", lines) + "\r\n\r\n";
        Verdict verdict = parser.parse(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)), head);
        if (verdict != Verdict.OK) {
            throw new IllegalArgumentException(verdict + ": " + text);
        }
        return head;
    }
}
