package io.lictor.server.log;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.observe.CompletedExchange;

/**
 * nginx's {@code combined} format: {@code $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent
 * "$http_referer" "$http_user_agent"}.
 *
 * <p>Confined to one event loop. The line is in {@link #line()} until the next one is formatted.
 */
final class CombinedFormat {

    private static final byte[] DASH = Ascii.bytes("-");
    private static final byte[] AFTER_ADDRESS = Ascii.bytes(" - ");
    private static final byte[] BLANK = Ascii.bytes(" ");
    private static final byte[] BEFORE_REQUEST = Ascii.bytes(" \"");
    private static final byte[] AFTER_REQUEST = Ascii.bytes("\" ");
    private static final byte[] BETWEEN_QUOTED = Ascii.bytes("\" \"");
    private static final byte[] END = Ascii.bytes("\"\n");

    private final LogTime time;
    private final BasicUser user = new BasicUser();
    private final LineBuffer line = new LineBuffer();

    CombinedFormat(LogTime time) {
        this.time = time;
    }

    LineBuffer line() {
        return line;
    }

    void format(CompletedExchange exchange) {
        Head request = exchange.request();
        line.clear();
        line.put(exchange.clientAddress());
        line.put(AFTER_ADDRESS);
        putUser(request);
        line.put(BLANK);
        line.put(time.text());
        line.put(BEFORE_REQUEST);
        putRequest(request);
        line.put(AFTER_REQUEST);
        line.putDecimal(exchange.status());
        line.put(BLANK);
        line.putDecimal(exchange.bodyBytesSent());
        line.put(BEFORE_REQUEST);
        putField(request, FieldName.REFERER);
        line.put(BETWEEN_QUOTED);
        putField(request, FieldName.USER_AGENT);
        line.put(END);
    }

    private void putUser(Head request) {
        int length = user.decode(request);
        if (length == 0) {
            line.put(DASH);
        } else {
            line.putEscaped(user.bytes(), 0, length);
        }
    }

    /** The request line; of a head that could not be read, what there was of its first line. */
    private void putRequest(Head request) {
        int end = request.startLineEnd();
        if (end == 0) {
            while (end < request.length() && request.bytes()[end] != '\r' && request.bytes()[end] != '\n') {
                end++;
            }
        }
        if (end == 0) {
            line.put(DASH);
        } else {
            line.putEscaped(request.bytes(), 0, end);
        }
    }

    private void putField(Head request, int name) {
        int field = request.find(name);
        if (field < 0) {
            line.put(DASH);
        } else {
            line.putEscaped(request.bytes(), request.valueOffset(field), request.valueLength(field));
        }
    }
}
