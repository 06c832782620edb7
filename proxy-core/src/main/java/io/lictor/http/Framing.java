package io.lictor.http;

/**
 * Where a message's body ends and whether its connection is kept: RFC 9112 sections 6 and 9.3, without the leniency that
 * lets two parsers read one message differently.
 *
 * <p>Without state: any thread. What is found is put into the head's slots.
 */
public final class Framing {

    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");

    /** The longest Content-Length taken: 18 digits cannot overflow a long. */
    private static final int MOST_DIGITS = 18;

    private static final long ABSENT = -1;
    private static final long MALFORMED = -2;

    private static final long FRAMED = FieldName.bit(FieldName.CONTENT_LENGTH)
            | FieldName.bit(FieldName.TRANSFER_ENCODING)
            | FieldName.bit(FieldName.CONNECTION);

    private Framing() {}

    /** Judges a request's framing. A request without Content-Length and Transfer-Encoding has no body. */
    public static Verdict ofRequest(Head request) {
        boolean http11 = request.minorVersion() > 0;
        if ((request.names() & FRAMED) == 0) {
            request.framing(0, http11);
            return Verdict.OK;
        }
        boolean keepAlive = keepAlive(request, http11);
        if (request.has(FieldName.TRANSFER_ENCODING)) {
            Verdict verdict = transferEncoding(request, http11);
            request.framing(Head.CHUNKED, keepAlive);
            return verdict;
        }
        long length = contentLength(request);
        request.framing(Math.max(length, 0), keepAlive);
        return length == MALFORMED ? Verdict.BAD_CONTENT_LENGTH : Verdict.OK;
    }

    /**
     * Judges a response's framing.
     *
     * @param toHead whether it answers a HEAD request: then, as with 204 and 304, it has no body whatever it says
     */
    public static Verdict ofResponse(Head response, boolean toHead) {
        boolean http11 = response.minorVersion() > 0;
        int status = response.status();
        boolean bodiless = toHead || status == 204 || status == 304 || status < 200;
        boolean keepAlive = (response.names() & FRAMED) == 0 ? http11 : keepAlive(response, http11);
        if (response.has(FieldName.TRANSFER_ENCODING)) {
            Verdict verdict = transferEncoding(response, http11);
            response.framing(bodiless ? 0 : Head.CHUNKED, keepAlive);
            return verdict;
        }
        long length = contentLength(response);
        if (length == MALFORMED) {
            return Verdict.BAD_CONTENT_LENGTH;
        }
        if (bodiless) {
            response.framing(0, keepAlive);
        } else if (length == ABSENT) {
            response.framing(Head.UNTIL_CLOSE, false);
        } else {
            response.framing(length, keepAlive);
        }
        return Verdict.OK;
    }

    /**
     * The value of the one Content-Length. Repeated ones are refused even when they agree, and so are signs and lists:
     * RFC 9112 section 6.3 allows it, and another parser may take the other one. Zeros before it are refused too: there are
     * parsers that read them as octal.
     */
    private static long contentLength(Head head) {
        int field = head.find(FieldName.CONTENT_LENGTH);
        if (field < 0) {
            return ABSENT;
        }
        int digits = head.valueLength(field);
        boolean padded = digits > 1 && head.bytes()[head.valueOffset(field)] == '0';
        if (digits == 0 || digits > MOST_DIGITS || padded || head.findFrom(field + 1, FieldName.CONTENT_LENGTH) >= 0) {
            return MALFORMED;
        }
        byte[] bytes = head.bytes();
        int offset = head.valueOffset(field);
        long length = 0;
        for (int i = offset; i < offset + digits; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            length = length * 10 + digit;
        }
        return length;
    }

    private static Verdict transferEncoding(Head head, boolean http11) {
        if (head.has(FieldName.CONTENT_LENGTH)) {
            return Verdict.LENGTH_AND_CODING;
        }
        int field = head.find(FieldName.TRANSFER_ENCODING);
        if (!http11 || head.findFrom(field + 1, FieldName.TRANSFER_ENCODING) >= 0) {
            return Verdict.BAD_TRANSFER_ENCODING;
        }
        return TransferCoding.of(head.bytes(), head.valueOffset(field), head.valueLength(field));
    }

    private static boolean keepAlive(Head head, boolean http11) {
        boolean keep = http11;
        for (int i = head.find(FieldName.CONNECTION); i >= 0; i = head.findFrom(i + 1, FieldName.CONNECTION)) {
            byte[] bytes = head.bytes();
            if (Ascii.listHolds(bytes, head.valueOffset(i), head.valueLength(i), CLOSE)) {
                return false;
            }
            keep |= Ascii.listHolds(bytes, head.valueOffset(i), head.valueLength(i), KEEP_ALIVE);
        }
        return keep;
    }
}
