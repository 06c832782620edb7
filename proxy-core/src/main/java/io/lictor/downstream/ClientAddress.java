package io.lictor.downstream;

import io.lictor.http.Forwarding;
import io.lictor.http.Head;
import io.lictor.http.RealClient;
import io.lictor.http.TrustedProxies;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is and where it came in, in the bytes that are logged and forwarded. Made once a connection.
 *
 * <p>Confined to the connection's event loop.
 */
final class ClientAddress {

    private final Forwarding forwarding;
    private final @Nullable RealClient realClient;

    ClientAddress(InetSocketAddress remote, InetSocketAddress local, TrustedProxies proxies) {
        boolean trusted = proxies.trust(remote.getAddress());
        String address = remote.getAddress().getHostAddress();
        int scope = address.indexOf('%');
        String plain =
                remote.getAddress() instanceof Inet6Address && scope >= 0 ? address.substring(0, scope) : address;
        forwarding = new Forwarding(plain, remote.getPort(), "http", local.getPort(), trusted);
        realClient = trusted ? new RealClient(proxies) : null;
    }

    /** nginx's {@code $remote_addr}: who connected, or the client that a trusted proxy tells of. */
    byte[] of(Head request) {
        return realClient == null ? text() : realClient.address(request, text());
    }

    /** Who connected. */
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
