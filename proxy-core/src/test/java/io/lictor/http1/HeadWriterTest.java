package io.lictor.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Forwarding;
import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http.Target;
import io.lictor.http.Verdict;
import io.lictor.testkit.Heads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {

    private static final String FORWARDED =
            "X-Real-IP: 10.0.0.9\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: 80\r\n";
    private static final Forwarding UNTRUSTED = new Forwarding("10.0.0.9", 50_000, "http", 80, false);
    private static final Forwarding TRUSTED = new Forwarding("10.0.0.9", 50_000, "http", 80, true);
    private static final byte[] NOTHING = {};
    private static final String DATE = "Date: Mon, 23 Nov 2026 12:00:00 GMT\r\n";

    @Test
    void forwardsARequestWithWhatWeSayOfTheClient() {
        assertThat(request("GET /a?b HTTP/1.1", "Host: a.example:80", "Accept: */*", "X-Other:  v "))
                .isEqualTo("GET /a?b HTTP/1.1\r\nHost: a.example:80\r\nAccept: */*\r\nX-Other:  v \r\n" + FORWARDED
                        + "X-Forwarded-For: 10.0.0.9\r\nX-Forwarded-Host: a.example:80\r\n\r\n");
    }

    @Test
    void removesFromARequestWhatIsOfOneConnection() {
        assertThat(request(
                        "GET / HTTP/1.1",
                        "Connection: keep-alive, X-One ,x-two",
                        "Host: a",
                        "X-ONE: 1",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "TE: trailers",
                        "Trailer: X",
                        "Upgrade: h2c",
                        "X-Two: 2",
                        "X-Three: 3",
                        "Connection: X-Four",
                        "X-Four: 4"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX-Three: 3\r\n" + tail("a", ""));
    }

    @Test
    void keepsWhatConnectionMustNotName() {
        assertThat(request(
                        "POST / HTTP/1.1",
                        "Host: a",
                        "Content-Length: 3",
                        "Connection: host, content-length, x-forwarded-for"))
                .isEqualTo("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n" + tail("a", ""));
    }

    @Test
    void aTokenNamesAFieldOnlyAsAWhole() {
        assertThat(request("GET / HTTP/1.1", "Host: a", "Connection: X-On, X-Onee, -One", "X-One: 1"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n" + tail("a", ""));
    }

    @Test
    void replacesWhatAClientSaysInOurName() {
        assertThat(request(
                        "GET / HTTP/1.1",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil",
                        "X-Forwarded-Port: 1",
                        "X-Real-IP: 1.1.1.1",
                        "x-real-ip: 2.2.2.2",
                        "Host: a"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\n" + tail("a", ""));
    }

    @Test
    void replacesTheForwardedForOfAClient() {
        assertThat(request("GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 1.1.1.1", "x-forwarded-for:3.3.3.3"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\n" + tail("a", ""));
    }

    @Test
    void appendsATrustedProxyToTheForwardedForItSent() {
        assertThat(request(
                        TRUSTED,
                        "1.1.1.1",
                        HeadEdits.NONE,
                        "GET / HTTP/1.1",
                        "Host: a",
                        "X-Forwarded-For: 1.1.1.1, 2.2.2.2",
                        "x-forwarded-for:3.3.3.3"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX-Real-IP: 1.1.1.1\r\nX-Forwarded-Proto: http\r\n"
                        + "X-Forwarded-Port: 80\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2, 3.3.3.3, 10.0.0.9\r\n"
                        + "X-Forwarded-Host: a\r\n\r\n");
    }

    @Test
    void keepsWhatATrustedProxySaysOfItsClient() {
        assertThat(request(
                        TRUSTED,
                        "1.1.1.1",
                        HeadEdits.NONE,
                        "GET / HTTP/1.1",
                        "Host: a",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: b",
                        "X-Forwarded-Port: 443",
                        "X-Forwarded-Prefix: /p",
                        "Forwarded: for=1.1.1.1",
                        "X-Real-IP: 9.9.9.9"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n"
                        + "X-Forwarded-Port: 443\r\nX-Forwarded-Prefix: /p\r\nForwarded: for=1.1.1.1\r\n"
                        + "X-Real-IP: 1.1.1.1\r\nX-Forwarded-For: 10.0.0.9\r\n\r\n");
    }

    @Test
    void leavesOutWhatEditsRemoveAndPutsTheirLinesFirst() {
        HeadEdits edits = new HeadEdits();
        edits.removeNames(FieldName.bit(FieldName.HOST) | FieldName.bit(FieldName.X_FORWARDED_PROTO));
        edits.remove(2);
        edits.lines().put(Ascii.bytes("Host: peer\r\n"));

        assertThat(request(UNTRUSTED, "10.0.0.9", edits, "GET / HTTP/1.1", "A: 1", "Host: a", "X-Team: red", "B: 2"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: peer\r\nA: 1\r\nB: 2\r\nX-Real-IP: 10.0.0.9\r\n"
                        + "X-Forwarded-Port: 80\r\nX-Forwarded-For: 10.0.0.9\r\nX-Forwarded-Host: a\r\n\r\n");
    }

    @Test
    void removesExpect() {
        assertThat(request("POST / HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 3"))
                .isEqualTo("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n" + tail("a", ""));
    }

    @Test
    void saysAnewThatABodyIsInChunks() {
        assertThat(request("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: CHUNKED", "Accept: x"))
                .isEqualTo("POST / HTTP/1.1\r\nHost: a\r\nAccept: x\r\nTransfer-Encoding: chunked\r\n" + tail("a", ""));
    }

    @Test
    void gives10ClientsTheVersionAndTheHostThatPeersNeed() {
        assertThat(request("GET / HTTP/1.0"))
                .isEqualTo(
                        "GET / HTTP/1.1\r\nHost: 10.0.0.1:8080\r\n" + FORWARDED + "X-Forwarded-For: 10.0.0.9\r\n\r\n");
        assertThat(request("GET / HTTP/1.0", "Connection: keep-alive", "Host: a"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\n" + tail("a", ""));
        assertThat(request("GET http://a:1/x HTTP/1.0", "Accept: y"))
                .isEqualTo("GET /x HTTP/1.1\r\nHost: a:1\r\nAccept: y\r\n" + tail("a:1", ""));
    }

    @Test
    void asksForThePathOfAnAbsoluteTarget() {
        assertThat(request("GET http://a/x?y HTTP/1.1", "Host: a"))
                .isEqualTo("GET /x?y HTTP/1.1\r\nHost: a\r\n" + tail("a", ""));
    }

    @Test
    void asksForAnotherPathWhenToldTo() {
        Head request = understood(Heads.request("GET /a/../b HTTP/1.1", "Host: a"));
        byte[] path = Ascii.bytes("xx/bxx");

        assertThat(written((writer, out) -> writer.request(
                        out,
                        request,
                        path,
                        2,
                        2,
                        UNTRUSTED,
                        UNTRUSTED.address(),
                        Ascii.bytes("p:1"),
                        -1,
                        HeadEdits.NONE)))
                .isEqualTo("GET /b HTTP/1.1\r\nHost: a\r\n" + tail("a", ""));
    }

    @Test
    void forwardsAResponseAsItIs() {
        assertThat(response(
                        5, Persistence.IMPLICIT, "HTTP/1.1 200 Fine, really", "Date: x", "Content-Length: 5", "A: b"))
                .isEqualTo("HTTP/1.1 200 Fine, really\r\nDate: x\r\nContent-Length: 5\r\nA: b\r\n\r\n");
    }

    @Test
    void answersAsHttp11WhateverThePeerSpeaks() {
        assertThat(response(0, Persistence.IMPLICIT, "HTTP/1.0 200 OK", "Date: x", "Content-Length: 0"))
                .isEqualTo("HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void putsABlankBehindAStatusWithoutAPhrase() {
        assertThat(response(0, Persistence.IMPLICIT, "HTTP/1.1 200", "Date: x"))
                .isEqualTo("HTTP/1.1 200 \r\nDate: x\r\n\r\n");
        assertThat(response(0, Persistence.IMPLICIT, "HTTP/1.1 200 ", "Date: x"))
                .isEqualTo("HTTP/1.1 200 \r\nDate: x\r\n\r\n");
    }

    @Test
    void addsADateOnlyWhereThereIsNone() {
        assertThat(response(0, Persistence.IMPLICIT, "HTTP/1.1 200 OK"))
                .isEqualTo("HTTP/1.1 200 OK\r\n" + DATE + "\r\n");
        assertThat(response(0, Persistence.IMPLICIT, "HTTP/1.1 200 OK", "date: y"))
                .isEqualTo("HTTP/1.1 200 OK\r\ndate: y\r\n\r\n");
    }

    @Test
    void removesFromAResponseWhatIsOfOneConnection() {
        assertThat(response(
                        0,
                        Persistence.IMPLICIT,
                        "HTTP/1.1 200 OK",
                        "Server: s",
                        "Connection: close, X-One, date, content-length",
                        "Keep-Alive: timeout=5",
                        "x-one: 1",
                        "X-Two: 2",
                        "Upgrade: h2c",
                        "Trailer: X",
                        "Content-Length: 0",
                        "Proxy-Connection: close",
                        "Date: x"))
                .isEqualTo("HTTP/1.1 200 OK\r\nServer: s\r\nX-Two: 2\r\nContent-Length: 0\r\nDate: x\r\n\r\n");
    }

    @Test
    void leavesToAResponseWhatIsRemovedFromRequestsOnly() {
        assertThat(response(0, Persistence.IMPLICIT, "HTTP/1.1 200 OK", "Date: x", "X-Real-IP: 1", "Expect: y"))
                .isEqualTo("HTTP/1.1 200 OK\r\nDate: x\r\nX-Real-IP: 1\r\nExpect: y\r\n\r\n");
    }

    @ParameterizedTest(name = "status {0} has no Content-Length")
    @ValueSource(ints = {100, 103, 204})
    void removesContentLengthWhereThereIsNeverABody(int status) {
        assertThat(response(
                        0, Persistence.IMPLICIT, "HTTP/1.1 " + status + " x", "Date: x", "Content-Length: 5", "A: b"))
                .isEqualTo("HTTP/1.1 " + status + " x\r\nDate: x\r\nA: b\r\n\r\n");
    }

    @Test
    void keepsContentLengthWhereItSpeaksOfABodyThatIsNotSent() {
        assertThat(response(0, Persistence.IMPLICIT, "HTTP/1.1 304 x", "Date: x", "Content-Length: 5"))
                .isEqualTo("HTTP/1.1 304 x\r\nDate: x\r\nContent-Length: 5\r\n\r\n");
    }

    @Test
    void framesABodyForTheClient() {
        assertThat(response(
                        Head.CHUNKED, Persistence.IMPLICIT, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Date: x"))
                .isEqualTo("HTTP/1.1 200 OK\r\nDate: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(response(
                        Head.UNTIL_CLOSE,
                        Persistence.CLOSE,
                        "HTTP/1.1 200 OK",
                        "Transfer-Encoding: chunked",
                        "Date: x"))
                .isEqualTo("HTTP/1.1 200 OK\r\nDate: x\r\nConnection: close\r\n\r\n");
    }

    @Test
    void tellsTheClientOfItsConnection() {
        assertThat(response(0, Persistence.CLOSE, "HTTP/1.1 200 OK", "Connection: keep-alive", "Date: x"))
                .isEqualTo("HTTP/1.1 200 OK\r\nDate: x\r\nConnection: close\r\n\r\n");
        assertThat(response(0, Persistence.KEEP_ALIVE, "HTTP/1.1 200 OK", "Connection: close", "Date: x"))
                .isEqualTo("HTTP/1.1 200 OK\r\nDate: x\r\nConnection: keep-alive\r\n\r\n");
    }

    @Test
    void writesHeadsLargerThanItsBuffer() {
        String value = "v".repeat(8_000);

        assertThat(response(
                        0, Persistence.IMPLICIT, "HTTP/1.1 200 OK", "A: " + value, "Connection: x", "Date: " + value))
                .isEqualTo("HTTP/1.1 200 OK\r\nA: " + value + "\r\nDate: " + value + "\r\n\r\n");
    }

    private static String tail(String host, String forwardedFor) {
        return FORWARDED + "X-Forwarded-For: " + forwardedFor + "10.0.0.9\r\nX-Forwarded-Host: " + host + "\r\n\r\n";
    }

    private static Head understood(Head request) {
        assertThat(Target.of(request)).isEqualTo(Verdict.OK);
        assertThat(Framing.ofRequest(request)).isEqualTo(Verdict.OK);
        return request;
    }

    private static String request(String... lines) {
        return request(UNTRUSTED, "10.0.0.9", HeadEdits.NONE, lines);
    }

    private static String request(Forwarding forwarding, String client, HeadEdits edits, String... lines) {
        Head request = understood(Heads.request(lines));
        return written((writer, out) -> writer.request(
                out,
                request,
                request.bytes(),
                request.pathOffset(),
                request.pathLength(),
                forwarding,
                Ascii.bytes(client),
                Ascii.bytes("10.0.0.1:8080"),
                -1,
                edits));
    }

    private static String response(long bodyLength, Persistence connection, String... lines) {
        return written((writer, out) -> writer.response(
                out, Heads.response(lines), bodyLength, connection, Ascii.bytes(DATE), NOTHING, HeadEdits.NONE));
    }

    private interface Writing {
        void write(HeadWriter writer, OutBatch out);
    }

    private static String written(Writing writing) {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        OutBatch out = new OutBatch(channel.pipeline().firstContext());
        writing.write(new HeadWriter(), out);
        out.flush();
        ByteBuf written = channel.readOutbound();
        String text = written.toString(StandardCharsets.ISO_8859_1);
        written.release();
        assertThat(channel.finish()).isFalse();
        return text;
    }
}
