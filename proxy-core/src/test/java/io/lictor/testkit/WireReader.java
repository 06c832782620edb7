package io.lictor.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reads HTTP/1 messages from a blocking stream, simply and strictly: the tests' own reader, not the proxy's. */
final class WireReader {

    private WireReader() {}

    static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("closed after: \"" + head.toString(StandardCharsets.ISO_8859_1) + "\"");
            }
            head.write(b);
            state = b == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** The body that the head promises; for a response without framing ({@code untilClose}) all up to the end. */
    static byte[] readBody(InputStream in, List<String> lines, boolean untilClose) throws IOException {
        if (hasField(lines, "transfer-encoding")) {
            return readChunked(in);
        }
        if (hasField(lines, "content-length")) {
            int length = Integer.parseInt(field(lines, "content-length"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("closed after " + body.length + " of " + length + " bytes of body");
            }
            return body;
        }
        return untilClose ? in.readAllBytes() : new byte[0];
    }

    private static byte[] readChunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(readLine(in), 16);
            if (size == 0) {
                while (!readLine(in).isEmpty()) {
                    // A trailer field.
                }
                return body.toByteArray();
            }
            byte[] chunk = in.readNBytes(size);
            if (chunk.length < size) {
                throw new EOFException("closed inside a chunk");
            }
            body.write(chunk);
            if (!readLine(in).isEmpty()) {
                throw new IOException("no CRLF behind a chunk");
            }
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("closed inside a line: \"" + line + "\"");
            }
            if (b == '\r') {
                if (in.read() != '\n') {
                    throw new IOException("CR without LF");
                }
                return line.toString();
            }
            line.append((char) b);
        }
    }

    static String field(List<String> lines, String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElse("");
    }

    static boolean hasField(List<String> lines, String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .skip(1)
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix));
    }
}
