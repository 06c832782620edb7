package io.lictor.server;

import io.lictor.http.Ascii;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.observe.CompletedExchange;
import java.nio.charset.StandardCharsets;

/** An exchange that ended as a test says. */
public final class FakeExchange implements CompletedExchange {

    private final Head request = new Head();
    private String clientAddress = "127.0.0.1";
    private int status = 200;
    private long bodyBytesSent = 101;
    private long bodyBytesReceived;
    private long durationNanos = 1_000_000;
    private String upstream = "S00123-keycloak";
    private int attempts = 1;

    private FakeExchange() {}

    /** An exchange whose request was {@code line} and these fields, each {@code Name: value}. */
    public static FakeExchange of(String line, String... fields) {
        FakeExchange exchange = new FakeExchange();
        StringBuilder text = new StringBuilder(line).append("\r\n");
        int[] starts = new int[fields.length];
        for (int i = 0; i < fields.length; i++) {
            starts[i] = text.length();
            text.append(fields[i]).append("\r\n");
        }
        exchange.fill(text.append("\r\n").toString());
        exchange.request.startLineEnd(line.length());
        for (int i = 0; i < fields.length; i++) {
            exchange.addField(fields[i], starts[i]);
        }
        return exchange;
    }

    /** An exchange whose head could not be read; this is what came. */
    public static FakeExchange unreadable(String bytes) {
        FakeExchange exchange = new FakeExchange();
        exchange.fill(bytes);
        return exchange.status(400).upstream("");
    }

    public FakeExchange clientAddress(String value) {
        clientAddress = value;
        return this;
    }

    public FakeExchange status(int value) {
        status = value;
        return this;
    }

    public FakeExchange bodyBytesSent(long value) {
        bodyBytesSent = value;
        return this;
    }

    public FakeExchange bodyBytesReceived(long value) {
        bodyBytesReceived = value;
        return this;
    }

    public FakeExchange durationNanos(long value) {
        durationNanos = value;
        return this;
    }

    public FakeExchange upstream(String value) {
        upstream = value;
        return this;
    }

    private void fill(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        request.clear();
        request.ensureCapacity(bytes.length);
        System.arraycopy(bytes, 0, request.bytes(), 0, bytes.length);
        request.length(bytes.length);
    }

    private void addField(String field, int start) {
        int colon = field.indexOf(':');
        int number = FieldName.number(request.bytes(), start, colon);
        int value = field.startsWith(": ", colon) ? colon + 2 : colon + 1;
        request.addField(number, start, colon, start + value, field.length() - value, start + field.length() + 2);
    }

    @Override
    public Head request() {
        return request;
    }

    @Override
    public byte[] clientAddress() {
        return Ascii.bytes(clientAddress);
    }

    @Override
    public byte[] requestId() {
        return Ascii.bytes("0123456789abcdef0123456789abcdef");
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long bodyBytesSent() {
        return bodyBytesSent;
    }

    @Override
    public long bodyBytesReceived() {
        return bodyBytesReceived;
    }

    @Override
    public long durationNanos() {
        return durationNanos;
    }

    @Override
    public String upstream() {
        return upstream;
    }

    @Override
    public int attempts() {
        return attempts;
    }
}
