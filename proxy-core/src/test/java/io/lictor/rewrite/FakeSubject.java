package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.Forwarding;
import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import io.lictor.http.Target;
import io.lictor.testkit.Heads;

/** An exchange that stands still: what rules look at, set by hand. */
final class FakeSubject implements Subject {

    private final Head request;
    private Head response = new Head();
    private Forwarding forwarding = new Forwarding("192.0.2.7", 50_000, "http", 8080, false);
    private byte[] clientAddress = forwarding.address();
    private byte[] peer = Ascii.bytes("10.0.0.1:8001");
    private int status;
    private boolean stripped;

    private FakeSubject(Head request) {
        this.request = request;
        Target.of(request);
        Framing.ofRequest(request);
    }

    /** A request: its lines, without CRLF. */
    static FakeSubject request(String... lines) {
        return new FakeSubject(Heads.request(lines));
    }

    /** {@code GET target} of {@code www.example}. */
    static FakeSubject get(String target) {
        return request("GET " + target + " HTTP/1.1", "Host: www.example");
    }

    FakeSubject answered(String... lines) {
        response = Heads.response(lines);
        status = response.status();
        return this;
    }

    FakeSubject status(int newStatus) {
        status = newStatus;
        return this;
    }

    FakeSubject peer(String address) {
        peer = Ascii.bytes(address);
        return this;
    }

    FakeSubject behind(Forwarding trusted, String client) {
        forwarding = trusted;
        clientAddress = Ascii.bytes(client);
        return this;
    }

    FakeSubject stripped() {
        stripped = true;
        return this;
    }

    @Override
    public Head request() {
        return request;
    }

    @Override
    public Head response() {
        return response;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Forwarding forwarding() {
        return forwarding;
    }

    @Override
    public byte[] clientAddress() {
        return clientAddress;
    }

    @Override
    public byte[] peer() {
        return peer;
    }

    @Override
    public boolean isPeerTls() {
        return false;
    }

    @Override
    public byte[] requestId() {
        return Ascii.bytes("00112233445566778899aabbccddeeff");
    }

    @Override
    public RequestPath path() {
        RequestPath path = new RequestPath();
        path.of(request);
        return path;
    }

    @Override
    public boolean isStripped() {
        return stripped;
    }
}
