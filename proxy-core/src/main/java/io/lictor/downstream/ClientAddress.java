package io.lictor.downstream;

import io.lictor.http.Forwarding;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Who the client is and where it came in, in the bytes that are logged and forwarded. Made once a connection.
 *
 * <p>Confined to the connection's event loop.
 */
final class ClientAddress {

    private final Forwarding forwarding;

    ClientAddress(InetSocketAddress remote, InetSocketAddress local) {
        String address = remote.getAddress().getHostAddress();
        int scope = address.indexOf('%');
        String plain =
                remote.getAddress() instanceof Inet6Address && scope >= 0 ? address.substring(0, scope) : address;
        forwarding = new Forwarding(plain, remote.getPort(), "http", local.getPort(), false);
    }

    /** nginx's {@code $remote_addr}. */
    byte[] text() {
        return forwarding.address();
    }

    /** What peers are told. */
    Forwarding forwarding() {
        return forwarding;
    }

    @Override
    public String toString() {
        return new String(text(), StandardCharsets.US_ASCII);
    }
}
