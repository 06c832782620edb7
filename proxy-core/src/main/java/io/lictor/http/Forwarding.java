package io.lictor.http;

/**
 * What peers are told of a client and of the way it came in: {@code X-Real-IP}, {@code X-Forwarded-Proto -Port -Host
 * -For}. Made once a connection; immutable.
 *
 * <p>What an untrusted client says under these names is replaced. Behind a trusted proxy ({@code set_real_ip_from}) its
 * words about host, port and protocol are kept, and its address is appended to {@code X-Forwarded-For}.
 */
public final class Forwarding {

    /** Said anew behind everybody. */
    private static final long ALWAYS = FieldName.bit(FieldName.X_FORWARDED_FOR) | FieldName.bit(FieldName.X_REAL_IP);

    /** Believed only from a trusted proxy. */
    private static final long BELIEVED = FieldName.bit(FieldName.X_FORWARDED_HOST)
            | FieldName.bit(FieldName.X_FORWARDED_PROTO)
            | FieldName.bit(FieldName.X_FORWARDED_PORT)
            | FieldName.bit(FieldName.X_FORWARDED_PREFIX)
            | FieldName.bit(FieldName.FORWARDED);

    private static final byte[] X_REAL_IP = Ascii.bytes("X-Real-IP: ");
    private static final byte[] X_FORWARDED_PROTO = Ascii.bytes("X-Forwarded-Proto: ");
    private static final byte[] X_FORWARDED_PORT = Ascii.bytes("X-Forwarded-Port: ");
    private static final byte[] X_FORWARDED_FOR = Ascii.bytes("X-Forwarded-For: ");
    private static final byte[] X_FORWARDED_HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] COMMA = Ascii.bytes(", ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");

    private final byte[] address;
    private final byte[] scheme;
    private final int remotePort;
    private final int serverPort;
    private final boolean trusted;
    private final byte[] lines;

    /**
     * A client's.
     *
     * @param address of whoever connected, in ASCII
     * @param scheme {@code http} or {@code https}
     * @param trusted whether it is a proxy whose words about its clients are believed
     */
    public Forwarding(String address, int remotePort, String scheme, int serverPort, boolean trusted) {
        this.address = Ascii.bytes(address);
        this.scheme = Ascii.bytes(scheme);
        this.remotePort = remotePort;
        this.serverPort = serverPort;
        this.trusted = trusted;
        this.lines = Ascii.bytes("X-Real-IP: " + address + "\r\nX-Forwarded-Proto: " + scheme + "\r\nX-Forwarded-Port: "
                + serverPort + "\r\nX-Forwarded-For: " + address + "\r\n");
    }

    /** The address of whoever connected, in ASCII. Shared: read only. */
    public byte[] address() {
        return address;
    }

    public byte[] scheme() {
        return scheme;
    }

    public int remotePort() {
        return remotePort;
    }

    public int serverPort() {
        return serverPort;
    }

    public boolean isTrusted() {
        return trusted;
    }

    /** Which fields of the request are not passed on as they came: the bits of {@link FieldName#bit}. */
    public long removed() {
        return trusted ? ALWAYS : ALWAYS | BELIEVED;
    }

    /**
     * Writes the lines.
     *
     * @param clientAddress of the client itself, which behind a trusted proxy is not who connected
     * @param without well-known names under which a rule speaks in our place
     */
    public void write(ByteScratch out, Head request, byte[] clientAddress, long without) {
        if (!trusted && (without & (ALWAYS | BELIEVED)) == 0) {
            out.put(lines);
            writeHost(out, request);
            return;
        }
        if (says(FieldName.X_REAL_IP, request, without)) {
            line(out, X_REAL_IP, clientAddress);
        }
        if (says(FieldName.X_FORWARDED_PROTO, request, without)) {
            line(out, X_FORWARDED_PROTO, scheme);
        }
        if (says(FieldName.X_FORWARDED_PORT, request, without)) {
            out.put(X_FORWARDED_PORT);
            out.putDecimal(serverPort);
            out.put(CRLF);
        }
        if (says(FieldName.X_FORWARDED_FOR, request, without)) {
            out.put(X_FORWARDED_FOR);
            writeAddresses(out, request);
            out.put(CRLF);
        }
        if (says(FieldName.X_FORWARDED_HOST, request, without)) {
            writeHost(out, request);
        }
    }

    /** Writes the value of {@code X-Forwarded-For}: nginx's {@code $proxy_add_x_forwarded_for}. */
    public void writeAddresses(ByteScratch out, Head request) {
        if (trusted) {
            for (int i = request.find(FieldName.X_FORWARDED_FOR);
                    i >= 0;
                    i = request.findFrom(i + 1, FieldName.X_FORWARDED_FOR)) {
                out.put(request.bytes(), request.valueOffset(i), request.valueLength(i));
                out.put(COMMA);
            }
        }
        out.put(address);
    }

    private boolean says(int name, Head request, long without) {
        boolean kept = (FieldName.bit(name) & removed()) == 0 && request.has(name);
        return !kept && (FieldName.bit(name) & without) == 0;
    }

    private static void writeHost(ByteScratch out, Head request) {
        if (request.authorityLength() > 0) {
            out.put(X_FORWARDED_HOST);
            out.put(request.bytes(), request.authorityOffset(), request.authorityLength());
            out.put(CRLF);
        }
    }

    private static void line(ByteScratch out, byte[] name, byte[] value) {
        out.put(name);
        out.put(value);
        out.put(CRLF);
    }
}
