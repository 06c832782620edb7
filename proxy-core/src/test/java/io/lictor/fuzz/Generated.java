package io.lictor.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A valid message, made at random.
 *
 * @param bytes as it is sent, ISO-8859-1
 * @param startLine without its CRLF
 * @param plain the field lines that no rule touches, in their order: they must arrive byte for byte
 * @param body free of its coding
 * @param trailers the field lines behind a body in chunks
 * @param closes whether only the end of the connection ends it
 */
record Generated(
        String bytes, String startLine, List<String> plain, String body, List<String> trailers, boolean closes) {

    private static final String TCHAR = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String[] METHODS = {"GET", "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "Odd!"};
    private static final String[] STATUSES = {
        "200 OK",
        "200 ",
        "201 Created",
        "204 No Content",
        "206 Some",
        "301 Moved",
        "304 Not Modified",
        "404 Not Found",
        "500 Oh",
        "503 Busy",
        "299 w\u00e4ll"
    };

    static Generated request(Random random, String host) {
        String method = METHODS[random.nextInt(METHODS.length)];
        boolean old = random.nextInt(8) == 0;
        String path = path(random);
        String startLine = method + " " + path + (old ? " HTTP/1.0" : " HTTP/1.1");
        List<String> plain = plain(random);
        StringBuilder head = new StringBuilder(startLine).append("\r\n");
        List<String> all = new ArrayList<>(plain);
        all.add(random.nextInt(all.size() + 1), "Host: " + host);
        if (random.nextInt(6) == 0) {
            all.add(random.nextInt(all.size() + 1), "Connection: keep-alive, x-hop");
            all.add(random.nextInt(all.size() + 1), "X-Hop: dropped");
        }
        boolean body = random.nextInt(method.startsWith("P") ? 4 : 12) > (method.startsWith("P") ? 0 : 10);
        return framed(random, startLine, head, all, plain, body, !old, false);
    }

    static Generated response(Random random, boolean toHead) {
        String status = STATUSES[random.nextInt(STATUSES.length)];
        String startLine = "HTTP/1.1 " + status;
        List<String> plain = plain(random);
        List<String> all = new ArrayList<>(plain);
        all.add(random.nextInt(all.size() + 1), "Date: Sun, 06 Nov 1994 08:49:37 GMT");
        boolean bodiless = toHead || status.startsWith("204") || status.startsWith("304");
        return framed(
                random, startLine, new StringBuilder(startLine).append("\r\n"), all, plain, !bodiless, true, !bodiless);
    }

    private static Generated framed(
            Random random,
            String startLine,
            StringBuilder head,
            List<String> all,
            List<String> plain,
            boolean hasBody,
            boolean mayChunk,
            boolean mayClose) {
        String body = hasBody ? bytes(random, random.nextInt(4) == 0 ? 20_000 : 200) : "";
        int framing = !hasBody ? -1 : random.nextInt(mayChunk ? mayClose ? 5 : 4 : 2);
        String coded = body;
        List<String> trailers = List.of();
        if (framing == 4) {
            all.add("Connection: close");
        } else if (framing >= 2) {
            all.add(
                    random.nextInt(all.size() + 1),
                    random.nextBoolean() ? "Transfer-Encoding: chunked" : "transfer-encoding:\tChunked ");
            trailers =
                    random.nextInt(3) == 0 ? List.of("X-Tail: " + value(random).strip()) : List.of();
            coded = chunked(random, body, trailers);
        } else if (framing >= 0) {
            all.add(random.nextInt(all.size() + 1), "Content-Length: " + body.length());
        } else if (mayClose || startLine.startsWith("HTTP/") && !startLine.contains(" 204 ") && random.nextBoolean()) {
            // What HEAD would have got, and 304: a length without a body. Response fields only.
            all.add("Content-Length: 12");
        }
        for (String line : all) {
            head.append(line).append("\r\n");
        }
        return new Generated(
                head.append("\r\n").append(coded).toString(), startLine, plain, body, trailers, framing == 4);
    }

    /** The same with one more field line, the first of all. */
    Generated with(String line) {
        String more = bytes.replaceFirst("\r\n", "\r\n" + line + "\r\n");
        return new Generated(more, startLine, plain, body, trailers, closes);
    }

    private static List<String> plain(Random random) {
        List<String> lines = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            // The X keeps it from being a name that has a meaning.
            lines.add("X" + token(random) + ":" + blanks(random) + value(random) + blanks(random));
        }
        return lines;
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            path.append('/').append(letters(random, 1 + random.nextInt(8)));
        }
        return path.append(random.nextInt(3) == 0 ? "?q=" + letters(random, random.nextInt(30)) + "/../x" : "")
                .toString();
    }

    private static String chunked(Random random, String body, List<String> trailers) {
        StringBuilder coded = new StringBuilder();
        for (int at = 0; at < body.length(); ) {
            int size = Math.min(body.length() - at, 1 + random.nextInt(random.nextBoolean() ? 10 : 5_000));
            String digits = Integer.toHexString(size);
            coded.append(random.nextInt(5) == 0 ? "00" : "")
                    .append(random.nextBoolean() ? digits.toUpperCase(java.util.Locale.ROOT) : digits)
                    .append(random.nextInt(5) == 0 ? ";name=\"a; b\"" : "")
                    .append("\r\n")
                    .append(body, at, at + size)
                    .append("\r\n");
            at += size;
        }
        coded.append("0\r\n");
        trailers.forEach(line -> coded.append(line).append("\r\n"));
        return coded.append("\r\n").toString();
    }

    private static String token(Random random) {
        StringBuilder token = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            token.append(TCHAR.charAt(random.nextInt(TCHAR.length())));
        }
        return token.toString();
    }

    private static String value(Random random) {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 3_000 : 40); i > 0; i--) {
            int c = random.nextInt(12) == 0 ? 0x80 + random.nextInt(128) : ' ' + random.nextInt(95);
            value.append(random.nextInt(30) == 0 ? '\t' : (char) c);
        }
        return value.toString();
    }

    private static String blanks(Random random) {
        return " \t ".substring(0, random.nextInt(4));
    }

    private static String letters(Random random, int count) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        return letters.toString();
    }

    private static String bytes(Random random, int most) {
        StringBuilder bytes = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            bytes.append((char) random.nextInt(256));
        }
        return bytes.toString();
    }
}
