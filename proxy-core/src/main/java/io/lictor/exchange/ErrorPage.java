package io.lictor.exchange;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.Status;
import io.lictor.http1.OutBatch;
import io.lictor.http1.Persistence;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The answers Lictor gives itself, in the form of nginx's: made once a status, then copied. Any thread. */
final class ErrorPage {

    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n\r\n");
    private static final byte[] END = Ascii.bytes("\r\n");
    private static final Map<Integer, ErrorPage> PAGES = new ConcurrentHashMap<>();

    private final byte[] start;
    private final byte[] body;

    private ErrorPage(int status) {
        String title = status + " " + Status.phrase(status);
        boolean bodiless = status == 204 || status == 205 || status == 304;
        body = bodiless
                ? new byte[0]
                : Ascii.bytes("<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                        + "</h1></center>\r\n<hr><center>lictor</center>\r\n</body>\r\n</html>\r\n");
        // RFC 9110 section 8.6: no Content-Length in 204.
        String framing = status == 204 || status == 304
                ? ""
                : "Content-Length: " + body.length + "\r\n" + (bodiless ? "" : "Content-Type: text/html\r\n");
        // RFC 9110 section 15.5.6.
        String allow = status == 405 ? "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n" : "";
        start = Ascii.bytes("HTTP/1.1 " + title + "\r\n" + allow + framing);
    }

    /** The page of {@code status}. */
    static ErrorPage of(int status) {
        return PAGES.computeIfAbsent(status, ErrorPage::new);
    }

    /** The end of a head: what it says of its connection, and the empty line. Shared: read only. */
    static byte[] end(Persistence connection) {
        return switch (connection) {
            case CLOSE -> CLOSE;
            case KEEP_ALIVE -> KEEP_ALIVE;
            case IMPLICIT -> END;
        };
    }

    /**
     * Writes it.
     *
     * @param date the line {@code Date: …}, with its CRLF
     * @param toHead whether it answers a HEAD request
     * @param lines further field lines
     * @return how many bytes of body were written
     */
    int write(OutBatch out, Persistence connection, byte[] date, boolean toHead, ByteScratch lines) {
        out.put(start);
        out.put(date);
        out.put(lines.bytes(), 0, lines.length());
        out.put(end(connection));
        if (toHead) {
            return 0;
        }
        out.put(body);
        return body.length;
    }
}
