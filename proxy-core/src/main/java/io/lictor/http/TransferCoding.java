package io.lictor.http;

/**
 * Judges the value of a Transfer-Encoding field: the only list taken is {@code chunked} once, alone but for empty elements
 * (RFC 9112 section 6.1, RFC 9110 section 5.6.1.2).
 *
 * <p>Without state: any thread.
 */
final class TransferCoding {

    /*
     * Empty elements are taken because the RFC demands it, and because nothing of the list is forwarded: what goes on says
     * "chunked" in our words. A proxy in front that read ", chunked" as no coding at all would see the size of the first
     * chunk where it expects a request line, and stop.
     */

    private static final byte[] CHUNKED = Ascii.bytes("chunked");

    private TransferCoding() {}

    /**
     * OK when the body is in chunks and nothing else; 501 when it is in chunks of a coding that we do not know, or in such a
     * coding alone, as nginx says; 400 for the rest.
     */
    static Verdict of(byte[] bytes, int offset, int length) {
        if (Ascii.equalsLowerCase(bytes, offset, length, CHUNKED)) {
            return Verdict.OK;
        }
        int end = offset + length;
        int chunked = 0;
        int others = 0;
        boolean chunkedIsLast = false;
        for (int start = offset; start < end; ) {
            int comma = start;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            int from = Ascii.skipBlanks(bytes, start, comma);
            int to = Ascii.dropBlanks(bytes, from, comma);
            if (to > from) {
                chunkedIsLast = Ascii.equalsLowerCase(bytes, from, to - from, CHUNKED);
                chunked += chunkedIsLast ? 1 : 0;
                others += chunkedIsLast ? 0 : 1;
            }
            start = comma + 1;
        }
        if (chunked > 1 || chunked == 1 && !chunkedIsLast || chunked + others == 0) {
            return Verdict.BAD_TRANSFER_ENCODING;
        }
        return others == 0 ? Verdict.OK : Verdict.UNKNOWN_CODING;
    }
}
