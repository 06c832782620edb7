package io.lictor.discovery.consul;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections by TLS, and trusts whom the CA file says at the moment. Connections that are open stay.
 *
 * <p>Any thread opens, one calls {@link #reread}.
 */
final class TrustedSockets implements LayeredConnectionSocketFactory {

    private static final Logger log = LoggerFactory.getLogger(TrustedSockets.class);

    private final ConsulOptions options;
    private final @Nullable FileChange change;
    private volatile SSLConnectionSocketFactory current;

    /**
     * @throws IllegalArgumentException when the CA file cannot be read; the message names it
     */
    TrustedSockets(ConsulOptions options) {
        this.options = options;
        this.change = options.caFile().map(FileChange::new).orElse(null);
        this.current = ConsulTls.socketFactory(options);
    }

    /** Looks at the CA file; one that cannot be read changes nothing. */
    void reread() {
        if (change == null || !change.happened()) {
            return;
        }
        try {
            current = ConsulTls.socketFactory(options);
            log.info("consul certificates read again file={}", change.file());
        } catch (IllegalArgumentException e) {
            log.error("consul certificates cannot be read again, the last ones stand why=\"{}\"", e.getMessage());
        }
    }

    @Override
    public Socket createSocket(HttpContext context) throws IOException {
        return current.createSocket(context);
    }

    @Override
    public Socket connectSocket(
            int timeout,
            Socket socket,
            HttpHost host,
            InetSocketAddress remote,
            @Nullable InetSocketAddress local,
            HttpContext context)
            throws IOException {
        return current.connectSocket(timeout, socket, host, remote, local, context);
    }

    @Override
    public Socket createLayeredSocket(Socket socket, String target, int port, HttpContext context)
            throws IOException, UnknownHostException {
        return current.createLayeredSocket(socket, target, port, context);
    }
}
