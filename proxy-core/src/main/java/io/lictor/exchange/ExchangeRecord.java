package io.lictor.exchange;

import io.lictor.http.Head;
import io.lictor.observe.CompletedExchange;
import io.lictor.upstream.PickRequest;

/**
 * What is told of an exchange when it is over, gathered on its way; and what balancing may look at.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other.
 */
final class ExchangeRecord implements CompletedExchange, PickRequest {

    private final Head request;
    private final RequestId requestId = new RequestId();
    private byte[] clientAddress = {};
    private String upstream = "";
    private int status;
    private int attempts;
    private long bodyBytesSent;
    private long bodyBytesReceived;
    private long startNanos;
    private long endNanos;

    ExchangeRecord(Head request) {
        this.request = request;
    }

    void begin(byte[] newClientAddress, long nanos) {
        clientAddress = newClientAddress;
        requestId.clear();
        upstream = "";
        status = 0;
        attempts = 0;
        bodyBytesSent = 0;
        bodyBytesReceived = 0;
        startNanos = nanos;
    }

    void end(long nanos) {
        endNanos = nanos;
    }

    /** The client is not who connected: a trusted proxy told its address. */
    void clientAddress(byte[] told) {
        clientAddress = told;
    }

    void status(int newStatus) {
        status = newStatus;
    }

    void upstream(String name) {
        upstream = name;
    }

    void attempted() {
        attempts++;
    }

    void sent(long bytes) {
        bodyBytesSent += bytes;
    }

    void received(long bytes) {
        bodyBytesReceived += bytes;
    }

    long startNanos() {
        return startNanos;
    }

    @Override
    public Head request() {
        return request;
    }

    @Override
    public byte[] clientAddress() {
        return clientAddress;
    }

    @Override
    public byte[] requestId() {
        return requestId.digits();
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
        return endNanos - startNanos;
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
