package io.lictor.downstream;

import io.lictor.http.Ascii;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Who the client is and where it came in, in the bytes that are logged and forwarded. Made once a connection.
 *
 * <p>Confined to the connection's event loop.
 */
final class ClientAddress {

    private final byte[] text;
    private final byte[] forwardedFields;

    ClientAddress(InetSocketAddress remote, InetSocketAddress local) {
        String address = remote.getAddress().getHostAddress();
        int scope = address.indexOf('%');
        String plain =
                remote.getAddress() instanceof Inet6Address && scope >= 0 ? address.substring(0, scope) : address;
        text = Ascii.bytes(plain);
        forwardedFields = Ascii.bytes(
                "X-Real-IP: " + plain + "\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: " + local.getPort() + "\r\n");
    }

    /** nginx's {@code $remote_addr}. */
    byte[] text() {
        return text;
    }

    /** The lines {@code X-Real-IP}, {@code X-Forwarded-Proto} and {@code X-Forwarded-Port}. */
    byte[] forwardedFields() {
        return forwardedFields;
    }

    @Override
    public String toString() {
        return new String(text, StandardCharsets.US_ASCII);
    }
}
