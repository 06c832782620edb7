package io.lictor.fuzz;

import java.util.Random;

/** Breaks a message at random: the bytes that matter to a reader of HTTP, put where they do not belong. */
final class Mutations {

    private static final String[] TOKENS = {
        "\r\n",
        "\n",
        "\r",
        "\0",
        " ",
        "\t",
        ":",
        ";",
        ",",
        "%00",
        "%2e%2e/",
        "/../",
        "#",
        "\u00ff",
        "\r\n\r\n",
        "\r\n folded",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Host: other\r\n",
        "Connection: close\r\n",
        "Connection: content-length, host\r\n",
        "Expect: 100-continue\r\n",
        "Upgrade: websocket\r\nConnection: upgrade\r\n",
        "0\r\n\r\n",
        "ffffffffffffffff\r\n",
        "GET / HTTP/1.1\r\n",
        "GET /next HTTP/1.1\r\nHost: next\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n",
        "HTTP/2.0",
        "x".repeat(9_000),
        "X: y\r\n".repeat(1_100)
    };

    private Mutations() {}

    /** {@code message} with one to four things wrong; now and then bytes that were never a message. */
    static String of(String message, Random random) {
        if (random.nextInt(16) == 0) {
            return noise(random);
        }
        StringBuilder text = new StringBuilder(message);
        for (int i = random.nextInt(4); i >= 0; i--) {
            // Mostly in the head, where most can go wrong.
            int most = random.nextInt(4) > 0 ? Math.min(text.length(), 200) : text.length();
            int at = random.nextInt(most + 1);
            int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextBoolean() ? 2 : 40));
            switch (random.nextInt(7)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.setLength(at);
                case 3 -> replace(text, at, end, (char) random.nextInt(256));
                default -> text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
            }
        }
        return text.toString();
    }

    private static String noise(Random random) {
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(random.nextBoolean() ? 40 : 20_000); i >= 0; i--) {
            noise.append((char) random.nextInt(256));
        }
        return noise.toString();
    }

    private static void replace(StringBuilder text, int at, int end, char c) {
        if (end > at) {
            text.setCharAt(at, c);
        }
    }
}
