package io.lictor.http1;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.MaxForwards;
import java.util.Arrays;

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
            | FieldName.bit(FieldName.UPGRADE);

    /** Stays where trailers do. */
    private static final long TRAILER = FieldName.bit(FieldName.TRAILER);

    /** What a client may not tell a peer in our name, and Expect, which we answer ourselves as nginx does. */
    private static final long NOT_FROM_CLIENTS = HOP_BY_HOP
            | FieldName.bit(FieldName.EXPECT)
            | FieldName.bit(FieldName.X_FORWARDED_FOR)
            | FieldName.bit(FieldName.X_FORWARDED_HOST)
            | FieldName.bit(FieldName.X_FORWARDED_PROTO)
            | FieldName.bit(FieldName.X_FORWARDED_PORT)
            | FieldName.bit(FieldName.X_REAL_IP);

    /** Never removed because {@code Connection} names them: the message would fall apart. */
    private static final long NOT_NOMINATED =
            FieldName.bit(FieldName.HOST) | FieldName.bit(FieldName.CONTENT_LENGTH) | FieldName.bit(FieldName.DATE);

    /** Where the status of {@code HTTP/1.1 200} ends. */
    private static final int STATUS_END = 12;

    private static final byte[] NOTHING = {};
    private static final byte[] SPACE = Ascii.bytes(" ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] HTTP11_CRLF = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HTTP11 = Ascii.bytes("HTTP/1.1");
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] X_FORWARDED_FOR = Ascii.bytes("X-Forwarded-For: ");
    private static final byte[] X_FORWARDED_HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] MAX_FORWARDS = Ascii.bytes("Max-Forwards: ");
    private static final byte[] COMMA = Ascii.bytes(", ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");

    private static final byte[] CONNECTION_UPGRADE = Ascii.bytes("Connection: Upgrade\r\n");

    private byte[] bytes = new byte[4096];
    private int length;

    /**
     * Writes a request for a peer.
     *
     * @param pathBytes holds the path and query to ask for
     * @param forwarded the lines {@code X-Forwarded-Proto}, {@code X-Forwarded-Port} and {@code X-Real-IP}, made once a
     *     connection
     * @param clientAddress the client's address, for {@code X-Forwarded-For}
     * @param peer the peer's address, for Host where the client gave none (HTTP/1.0)
     * @param upgrade the field that asks for another protocol and is passed on, or -1
     */
    public void request(
            OutBatch out,
            Head request,
            byte[] pathBytes,
            int pathOffset,
            int pathLength,
            byte[] forwarded,
            byte[] clientAddress,
            String peer,
            int upgrade) {
        length = 0;
        put(request.bytes(), 0, request.methodLength() + 1);
        put(pathBytes, pathOffset, pathLength);
        put(HTTP11_CRLF);
        if (!request.has(FieldName.HOST)) {
            put(HOST);
            if (request.authorityLength() > 0) {
                put(request.bytes(), request.authorityOffset(), request.authorityLength());
            } else {
                put(Ascii.bytes(peer));
            }
            put(CRLF);
        }
        boolean chunked = request.bodyLength() == Head.CHUNKED;
        int forwards = MaxForwards.of(request);
        long remove = forwards > 0 ? NOT_FROM_CLIENTS | FieldName.bit(FieldName.MAX_FORWARDS) : NOT_FROM_CLIENTS;
        fields(request, chunked ? remove & ~TRAILER : remove);
        if (forwards > 0) {
            put(MAX_FORWARDS);
            put(Ascii.bytes(Integer.toString(forwards - 1)));
            put(CRLF);
        }
        if (chunked) {
            put(CHUNKED);
        }
        if (upgrade >= 0) {
            switchTo(request, upgrade);
        }
        put(forwarded);
        if (request.authorityLength() > 0) {
            put(X_FORWARDED_HOST);
            put(request.bytes(), request.authorityOffset(), request.authorityLength());
            put(CRLF);
        }
        put(X_FORWARDED_FOR);
        for (int i = request.find(FieldName.X_FORWARDED_FOR);
                i >= 0;
                i = request.findFrom(i + 1, FieldName.X_FORWARDED_FOR)) {
            put(request.bytes(), request.valueOffset(i), request.valueLength(i));
            put(COMMA);
        }
        put(clientAddress);
        put(CRLF);
        put(CRLF);
        out.put(bytes, 0, length);
    }

    /** Writes a response for a client, with nothing added. */
    public void response(OutBatch out, Head response, long bodyLength, Persistence connection, byte[] date) {
        response(out, response, bodyLength, connection, date, NOTHING);
    }

    /**
     * Writes a response for a client.
     *
     * @param bodyLength how its body will be framed for the client
     * @param connection what the client is told of the connection
     * @param date the line {@code Date: …}, for a response without one (RFC 9110 section 6.6.1)
     * @param added further field lines
     */
    public void response(
            OutBatch out, Head response, long bodyLength, Persistence connection, byte[] date, byte[] added) {
        length = 0;
        statusLine(response);
        long remove = bodyLength == Head.CHUNKED ? HOP_BY_HOP & ~TRAILER : HOP_BY_HOP;
        // RFC 9110 section 8.6: no Content-Length in 1xx and 204.
        if (response.status() < 200 || response.status() == 204) {
            remove |= FieldName.bit(FieldName.CONTENT_LENGTH);
        }
        fields(response, remove);
        if (bodyLength == Head.CHUNKED) {
            put(CHUNKED);
        }
        if (!response.has(FieldName.DATE)) {
            put(date);
        }
        put(added);
        if (connection == Persistence.CLOSE) {
            put(CLOSE);
        } else if (connection == Persistence.KEEP_ALIVE) {
            put(KEEP_ALIVE);
        }
        put(CRLF);
        out.put(bytes, 0, length);
    }

    /**
     * Writes an interim response (1xx) for a client.
     *
     * @param upgrade the field that names the protocol of a 101, or -1
     */
    public void interim(OutBatch out, Head response, int upgrade) {
        length = 0;
        statusLine(response);
        fields(response, HOP_BY_HOP | FieldName.bit(FieldName.CONTENT_LENGTH));
        if (upgrade >= 0) {
            switchTo(response, upgrade);
        }
        put(CRLF);
        out.put(bytes, 0, length);
    }

    /** RFC 9112 section 4: the space behind the status is sent though the reason may be missing. */
    private void statusLine(Head response) {
        put(HTTP11);
        put(response.bytes(), HTTP11.length, response.startLineEnd() - HTTP11.length);
        if (response.startLineEnd() == STATUS_END) {
            put(SPACE);
        }
        put(CRLF);
    }

    private void switchTo(Head head, int upgrade) {
        put(CONNECTION_UPGRADE);
        put(head.bytes(), head.lineStart(upgrade), head.lineEnd(upgrade) - head.lineStart(upgrade));
    }

    /** The fields that are not removed, untouched runs at once. */
    private void fields(Head head, long remove) {
        int count = head.fieldCount();
        if (count == 0) {
            return;
        }
        byte[] from = head.bytes();
        if ((head.names() & remove) == 0) {
            int start = head.lineStart(0);
            put(from, start, head.lineEnd(count - 1) - start);
            return;
        }
        boolean nominates = head.has(FieldName.CONNECTION);
        int runStart = head.lineStart(0);
        for (int i = 0; i < count; i++) {
            if ((FieldName.bit(head.number(i)) & remove) != 0 || nominates && isNominated(head, i)) {
                int runEnd = head.lineStart(i);
                put(from, runStart, runEnd - runStart);
                runStart = head.lineEnd(i);
            }
        }
        put(from, runStart, head.lineEnd(count - 1) - runStart);
    }

    private static boolean isNominated(Head head, int field) {
        if ((FieldName.bit(head.number(field)) & NOT_NOMINATED) != 0) {
            return false;
        }
        for (int i = head.find(FieldName.CONNECTION); i >= 0; i = head.findFrom(i + 1, FieldName.CONNECTION)) {
            if (Nomination.names(head, i, field)) {
                return true;
            }
        }
        return false;
    }

    private void put(byte[] from) {
        put(from, 0, from.length);
    }

    private void put(byte[] from, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, (length + count) * 2);
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }
}
