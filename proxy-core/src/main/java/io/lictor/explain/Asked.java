package io.lictor.explain;

import io.lictor.http.Ascii;
import io.lictor.http.Forwarding;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import io.lictor.rewrite.Subject;

/**
 * The request of a question, as rules look at an exchange. Used by one thread, once.
 */
final class Asked implements Subject {

    /** Whoever asks for an explanation came from nowhere. */
    private static final String CLIENT = "127.0.0.1";

    private static final byte[] REQUEST_ID = Ascii.bytes("0".repeat(32));

    private final Head request;
    private final RequestPath path;
    private final Forwarding forwarding;
    private final Head response = new Head();
    private byte[] peer = {};
    private boolean stripped;

    Asked(Question question, Head request, RequestPath path) {
        this.request = request;
        this.path = path;
        boolean tls = question.scheme().equals("https");
        this.forwarding = new Forwarding(CLIENT, 0, question.scheme(), tls ? 443 : 80, false);
        response.clear();
    }

    void peer(String address) {
        peer = Ascii.bytes(address);
    }

    void stripped(boolean now) {
        stripped = now;
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
        return 0;
    }

    @Override
    public Forwarding forwarding() {
        return forwarding;
    }

    @Override
    public byte[] clientAddress() {
        return forwarding.address();
    }

    @Override
    public byte[] peer() {
        return peer;
    }

    /** Only what is told of a response looks at it, and there is none. */
    @Override
    public boolean isPeerTls() {
        // Only the fields of an answer ask for it, and there is no answer.
        return false;
    }

    @Override
    public byte[] requestId() {
        return REQUEST_ID;
    }

    @Override
    public RequestPath path() {
        return path;
    }

    @Override
    public boolean isStripped() {
        return stripped;
    }
}
