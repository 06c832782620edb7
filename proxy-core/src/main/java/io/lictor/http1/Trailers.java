package io.lictor.http1;

import io.lictor.http.FieldName;
import io.lictor.http.Head;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Which trailer fields are refused, which are dropped and which go on: RFC 9110 sections 6.5 and 7.6.1. Without state.
 */
final class Trailers {

    /** Refused: they would change how the message was framed or routed, or whom it came from. */
    private static final long REFUSED = FieldName.bit(FieldName.HOST)
            | FieldName.bit(FieldName.CONTENT_LENGTH)
            | FieldName.bit(FieldName.TRANSFER_ENCODING)
            | FieldName.bit(FieldName.CONNECTION)
            | FieldName.bit(FieldName.KEEP_ALIVE)
            | FieldName.bit(FieldName.PROXY_CONNECTION)
            | FieldName.bit(FieldName.TE)
            | FieldName.bit(FieldName.TRAILER)
            | FieldName.bit(FieldName.UPGRADE)
            | FieldName.bit(FieldName.HTTP2_SETTINGS)
            | FieldName.bit(FieldName.EXPECT)
            | FieldName.bit(FieldName.AUTHORIZATION)
            | FieldName.bit(FieldName.COOKIE)
            | FieldName.bit(FieldName.CONTENT_TYPE)
            | FieldName.bit(FieldName.X_FORWARDED_FOR)
            | FieldName.bit(FieldName.X_FORWARDED_HOST)
            | FieldName.bit(FieldName.X_FORWARDED_PROTO)
            | FieldName.bit(FieldName.X_FORWARDED_PORT)
            | FieldName.bit(FieldName.X_REAL_IP)
            | FieldName.bit(FieldName.LOOKALIKE);

    /**
     * Dropped, as RFC 9110 section 6.5.1 lets an intermediary: what says how a message is to be handled comes too late behind
     * its body, and a recipient that merges trailers into the head would believe it.
     */
    private static final Set<String> DROPPED = Set.of(
            "age",
            "cache-control",
            "content-encoding",
            "content-range",
            "expires",
            "forwarded",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "location",
            "max-forwards",
            "pragma",
            "proxy-authenticate",
            "proxy-authorization",
            "range",
            "retry-after",
            "set-cookie",
            "vary",
            "via",
            "warning",
            "www-authenticate",
            "x-http-method-override");

    private Trailers() {}

    /** Whether one of them may not come behind a body at all. */
    static boolean areRefused(Head trailers) {
        return (trailers.names() & REFUSED) != 0;
    }

    /** Appends the lines that go on; those that {@code message}'s Connection names do not. */
    static void write(OutBatch out, Head trailers, Head message) {
        for (int i = 0; i < trailers.fieldCount(); i++) {
            if (!DROPPED.contains(name(trailers, i)) && !Nomination.names(message, trailers, i)) {
                out.put(trailers.bytes(), trailers.lineStart(i), trailers.lineEnd(i) - trailers.lineStart(i));
            }
        }
    }

    private static String name(Head head, int field) {
        return new String(head.bytes(), head.nameOffset(field), head.nameLength(field), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
    }
}
