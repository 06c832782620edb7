package io.lictor.http1;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.Forwarding;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http.MaxForwards;

/**
 * Writes the head that is forwarded: the untouched runs of the head that came, in bulk, and what we say ourselves.
 *
 * <p>One an event loop; composes in an array of its own, then appends it to an {@link OutBatch} at once. Removed in both
 * directions are the fields of one connection (RFC 9110 section 7.6.1), those that {@code Connection} names included;
 * framing is written anew.
 */
public final class HeadWriter {

    private static final long HOP_BY_HOP = FieldName.bit(FieldName.CONNECTION)
            | FieldName.bit(FieldName.KEEP_ALIVE)
            | FieldName.bit(FieldName.PROXY_CONNECTION)
            | FieldName.bit(FieldName.TE)
            | FieldName.bit(FieldName.TRAILER)
            | FieldName.bit(FieldName.TRANSFER_ENCODING)
            | FieldName.bit(FieldName.UPGRADE)
            | FieldName.bit(FieldName.HTTP2_SETTINGS);

    /** Stays where trailers do. */
    private static final long TRAILER = FieldName.bit(FieldName.TRAILER);

    /** What a client may not tell a peer, and Expect, which we answer ourselves as nginx does. */
    private static final long NOT_FROM_CLIENTS =
            HOP_BY_HOP | FieldName.bit(FieldName.EXPECT) | FieldName.bit(FieldName.LOOKALIKE);

    /** Never removed because {@code Connection} names them: the message would fall apart. */
    private static final long NOT_NOMINATED =
            FieldName.bit(FieldName.HOST) | FieldName.bit(FieldName.CONTENT_LENGTH) | FieldName.bit(FieldName.DATE);

    /** Where the status of {@code HTTP/1.1 200} ends. */
    private static final int STATUS_END = 12;

    private static final byte[] SPACE = Ascii.bytes(" ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] HTTP11_CRLF = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HTTP11 = Ascii.bytes("HTTP/1.1");
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] MAX_FORWARDS = Ascii.bytes("Max-Forwards: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");

    private static final byte[] CONNECTION_UPGRADE = Ascii.bytes("Connection: Upgrade\r\n");

    private final ByteScratch out = new ByteScratch(4096);

    /**
     * Writes a request for a peer.
     *
     * @param pathBytes holds the path and query to ask for
     * @param forwarding what the peer is told of the client
     * @param clientAddress the client's address, for {@code X-Real-IP}
     * @param peer the peer's address, for Host where the client gave none (HTTP/1.0)
     * @param upgrade the field that asks for another protocol and is passed on, or -1
     * @param edits what the route changes
     */
    public void request(
            OutBatch to,
            Head request,
            byte[] pathBytes,
            int pathOffset,
            int pathLength,
            Forwarding forwarding,
            byte[] clientAddress,
            byte[] peer,
            int upgrade,
            HeadEdits edits) {
        out.clear();
        out.put(request.bytes(), 0, request.methodLength() + 1);
        out.put(pathBytes, pathOffset, pathLength);
        out.put(HTTP11_CRLF);
        if (!request.has(FieldName.HOST) && !edits.removesName(FieldName.HOST)) {
            missingHost(request, peer);
        }
        // First, because Host may be among them.
        out.put(edits.lines().bytes(), 0, edits.lines().length());
        boolean chunked = request.bodyLength() == Head.CHUNKED;
        int forwards = edits.removesName(FieldName.MAX_FORWARDS) ? -1 : MaxForwards.of(request);
        long remove = NOT_FROM_CLIENTS | forwarding.removed() | edits.names();
        if (forwards > 0) {
            remove |= FieldName.bit(FieldName.MAX_FORWARDS);
        }
        fields(request, chunked ? remove & ~TRAILER : remove, edits);
        if (forwards > 0) {
            out.put(MAX_FORWARDS);
            out.putDecimal(forwards - 1L);
            out.put(CRLF);
        }
        if (chunked) {
            out.put(CHUNKED);
        }
        if (upgrade >= 0) {
            switchTo(request, upgrade);
        }
        forwarding.write(out, request, clientAddress, edits.names());
        out.put(CRLF);
        to.put(out.bytes(), 0, out.length());
    }

    /**
     * Writes a response for a client.
     *
     * @param bodyLength how its body will be framed for the client
     * @param connection what the client is told of the connection
     * @param date the line {@code Date: …}, for a response without one (RFC 9110 section 6.6.1)
     * @param added further field lines
     * @param edits what the route changes
     */
    public void response(
            OutBatch to,
            Head response,
            long bodyLength,
            Persistence connection,
            byte[] date,
            byte[] added,
            HeadEdits edits) {
        out.clear();
        statusLine(response);
        long remove = (bodyLength == Head.CHUNKED ? HOP_BY_HOP & ~TRAILER : HOP_BY_HOP) | edits.names();
        // RFC 9110 section 8.6: no Content-Length in 1xx and 204.
        if (response.status() < 200 || response.status() == 204) {
            remove |= FieldName.bit(FieldName.CONTENT_LENGTH);
        }
        fields(response, remove, edits);
        if (bodyLength == Head.CHUNKED) {
            out.put(CHUNKED);
        }
        if (!response.has(FieldName.DATE) || edits.removesName(FieldName.DATE)) {
            out.put(date);
        }
        out.put(added);
        out.put(edits.lines().bytes(), 0, edits.lines().length());
        if (connection == Persistence.CLOSE) {
            out.put(CLOSE);
        } else if (connection == Persistence.KEEP_ALIVE) {
            out.put(KEEP_ALIVE);
        }
        out.put(CRLF);
        to.put(out.bytes(), 0, out.length());
    }

    /**
     * Writes an interim response (1xx) for a client.
     *
     * @param upgrade the field that names the protocol of a 101, or -1
     */
    public void interim(OutBatch to, Head response, int upgrade) {
        out.clear();
        statusLine(response);
        fields(response, HOP_BY_HOP | FieldName.bit(FieldName.CONTENT_LENGTH), HeadEdits.NONE);
        if (upgrade >= 0) {
            switchTo(response, upgrade);
        }
        out.put(CRLF);
        to.put(out.bytes(), 0, out.length());
    }

    private void missingHost(Head request, byte[] peer) {
        out.put(HOST);
        if (request.authorityLength() > 0) {
            out.put(request.bytes(), request.authorityOffset(), request.authorityLength());
        } else {
            out.put(peer);
        }
        out.put(CRLF);
    }

    /** RFC 9112 section 4: the space behind the status is sent though the reason may be missing. */
    private void statusLine(Head response) {
        out.put(HTTP11);
        out.put(response.bytes(), HTTP11.length, response.startLineEnd() - HTTP11.length);
        if (response.startLineEnd() == STATUS_END) {
            out.put(SPACE);
        }
        out.put(CRLF);
    }

    private void switchTo(Head head, int upgrade) {
        out.put(CONNECTION_UPGRADE);
        out.put(head.bytes(), head.lineStart(upgrade), head.lineEnd(upgrade) - head.lineStart(upgrade));
    }

    /** The fields that are not removed, untouched runs at once. */
    private void fields(Head head, long remove, HeadEdits edits) {
        int count = head.fieldCount();
        if (count == 0) {
            return;
        }
        byte[] from = head.bytes();
        boolean single = edits.removesFields();
        if ((head.names() & remove) == 0 && !single) {
            int start = head.lineStart(0);
            out.put(from, start, head.lineEnd(count - 1) - start);
            return;
        }
        boolean nominates = head.has(FieldName.CONNECTION);
        int runStart = head.lineStart(0);
        for (int i = 0; i < count; i++) {
            if ((FieldName.bit(head.number(i)) & remove) != 0
                    || single && edits.removes(i)
                    || nominates && isNominated(head, i)) {
                int runEnd = head.lineStart(i);
                out.put(from, runStart, runEnd - runStart);
                runStart = head.lineEnd(i);
            }
        }
        out.put(from, runStart, head.lineEnd(count - 1) - runStart);
    }

    private static boolean isNominated(Head head, int field) {
        return (FieldName.bit(head.number(field)) & NOT_NOMINATED) == 0 && Nomination.names(head, head, field);
    }
}
