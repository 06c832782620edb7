package io.lictor.bench;

import java.nio.charset.StandardCharsets;

/** The messages that are measured: what a browser asks, and a small answer. */
final class Messages {

    static final byte[] REQUEST = bytes("GET /sso/login?next=%2Fhome HTTP/1.1\r\nHost: www.example.org\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
            + "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n"
            + "Referer: https://www.example.org/\r\nCookie: session=0123456789abcdef0123456789abcdef; lang=en\r\n"
            + "Connection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\nDNT: 1\r\n\r\n");

    static final byte[] ANSWER = bytes("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            + "Content-Type: text/plain\r\nContent-Length: 101\r\nCache-Control: no-cache\r\n\r\n" + "x".repeat(101));

    private Messages() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
