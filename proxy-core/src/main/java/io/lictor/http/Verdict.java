package io.lictor.http;

/**
 * What a reader of HTTP says of what it read: fine, not all there yet, or what is wrong with it.
 *
 * <p>The status is nginx's answer to a client that sent such a request (nginx answers 494 as 400). A response of this kind
 * is 502 to the client, whatever the reason.
 */
public enum Verdict {
    OK(0, "ok"),
    INCOMPLETE(0, "more bytes are needed"),
    BAD_START_LINE(400, "malformed request line or status line"),
    BAD_VERSION(505, "HTTP version other than 1.x"),
    BAD_FIELD(400, "malformed field line"),
    BAD_LINE_END(400, "a line that does not end in CRLF"),
    TARGET_TOO_LONG(414, "request line longer than a large client header buffer"),
    HEAD_TOO_LARGE(400, "head larger than the large client header buffers"),
    TOO_MANY_FIELDS(400, "more fields than max_headers"),
    METHOD_NOT_ALLOWED(405, "CONNECT and TRACE are not forwarded"),
    BAD_TARGET(400, "malformed request target"),
    BAD_HOST(400, "missing, repeated or malformed Host"),
    BAD_CONTENT_LENGTH(400, "repeated or malformed Content-Length"),
    LENGTH_AND_CODING(400, "Content-Length beside Transfer-Encoding"),
    BAD_TRANSFER_ENCODING(400, "Transfer-Encoding on HTTP/1.0, repeated, or not ending in chunked"),
    UNKNOWN_CODING(501, "unknown transfer coding"),
    BAD_PATH(400, "path that cannot be normalised"),
    BAD_CHUNK(400, "malformed chunk"),
    BAD_TRAILER(400, "malformed or forbidden trailer field");

    private final int status;
    private final String reason;

    Verdict(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    /** The status for a request of this kind; 0 when nothing is wrong. */
    public int status() {
        return status;
    }

    /** What is wrong, for the debug log. */
    public String reason() {
        return reason;
    }

    /** Whether something is wrong. */
    public boolean isViolation() {
        return status != 0;
    }
}
