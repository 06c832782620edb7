package io.lictor.http;

/** What a proxy needs to know of a request's method (RFC 9110 section 9). Methods are case-sensitive. */
public final class Method {

    private static final byte[] HEAD = Ascii.bytes("HEAD");
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final byte[] TRACE = Ascii.bytes("TRACE");
    private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");
    private static final byte[] POST = Ascii.bytes("POST");
    private static final byte[] PATCH = Ascii.bytes("PATCH");
    private static final byte[] LOCK = Ascii.bytes("LOCK");

    private Method() {}

    public static boolean isHead(Head request) {
        return request.isMethod(HEAD);
    }

    public static boolean isOptions(Head request) {
        return request.isMethod(OPTIONS);
    }

    /** CONNECT or TRACE: what a reverse proxy answers with 405, as nginx does. */
    public static boolean isRefused(Head request) {
        return request.isMethod(CONNECT) || request.isMethod(TRACE);
    }

    /**
     * Whether sending the request twice may do something twice: POST, LOCK and PATCH, as nginx counts them. Every other
     * method, also an unknown one, is retried as nginx retries it.
     */
    public static boolean isNonIdempotent(Head request) {
        return request.isMethod(POST) || request.isMethod(PATCH) || request.isMethod(LOCK);
    }
}
