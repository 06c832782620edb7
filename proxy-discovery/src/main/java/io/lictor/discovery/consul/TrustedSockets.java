package io.lictor.discovery.consul;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections by TLS: trusts whom the CA file says at the moment, and is who the client certificate says. Connections
 * that are open stay as they are.
 *
 * <p>Any thread opens, one calls {@link #reread}.
 */
final class TrustedSockets implements LayeredConnectionSocketFactory {

    private static final Logger log = LoggerFactory.getLogger(TrustedSockets.class);

    private final ConsulOptions options;
    private final List<FileChange> files;
    private volatile SSLConnectionSocketFactory current;

    /**
     * @throws IllegalArgumentException when a file cannot be read; the message names it
     */
    TrustedSockets(ConsulOptions options) {
        this.options = options;
        this.files = options.tlsFiles().stream().map(FileChange::new).toList();
        this.current = ConsulTls.socketFactory(options);
    }

    /** Looks at the files; one that cannot be read, or a key that is not the certificate's yet, changes nothing. */
    void reread() {
        List<Path> changed = files.stream()
                .filter(FileChange::happened)
                .map(FileChange::file)
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        try {
            current = ConsulTls.socketFactory(options);
            log.info("consul certificates read again files={}", changed);
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
