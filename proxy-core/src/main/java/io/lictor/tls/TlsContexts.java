package io.lictor.tls;

import io.lictor.config.Address;
import io.lictor.config.PeerTls;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What was read of certificates and keys, once for all peers that are asked with the same.
 *
 * <p>Any thread; {@link #load} reads files and is not for an event loop. Owns the contexts, and with them the sessions that
 * are resumed.
 */
public final class TlsContexts {

    /*
     * A context is never given up: there are no more of them than the operator has written ways to use files, times the
     * protocols. So an exchange that holds a peer of an older generation finds the context of its endpoint.
     *
     * The JDK's engine, and no other: no library beside the JVM has to be there, or be renewed. Its tasks, checking a chain of
     * certificates, run on the event loop: a millisecond a new connection, without a look-up by the network, as neither OCSP
     * nor CRLs are asked.
     */

    /** How long a connection that is closed may take to say so: what waits before it may be stuck. */
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;

    private final Map<PeerTls, SslContext> contexts = new ConcurrentHashMap<>();

    /**
     * Reads the files that {@code tls} names, unless they were read for another peer.
     *
     * @throws IllegalArgumentException when they are not what they should be; the message names the option and the file
     */
    public void load(PeerTls tls) {
        if (tls.on()) {
            contexts.computeIfAbsent(tls.credentials(), TlsContexts::read);
        }
    }

    /**
     * Makes {@code channel}, whose pipeline is empty yet, one by TLS: what is added behind reads and writes what is
     * protected. The handshake begins when it is connected.
     *
     * @param tls loaded before, and with the name of the peer
     * @param port of the peer, by which sessions are found that can be resumed
     */
    public TlsSession install(Channel channel, PeerTls tls, int port) {
        SslContext context = Objects.requireNonNull(contexts.get(tls.credentials()), "not loaded");
        SslHandler handler = context.newHandler(channel.alloc(), tls.name(), port);
        // The deadline of connecting bounds it.
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setServerNames(tls.serverName() ? serverNames(tls.name()) : List.of());
        handler.engine().setSSLParameters(parameters);
        channel.pipeline().addLast(new PausedReads(), handler, new TlsEvents());
        return new TlsSession(handler);
    }

    /** RFC 6066 section 3: no addresses. What is no host name for the JDK is not told either. */
    private static List<SNIServerName> serverNames(String name) {
        if (new Address(name, 1).isLiteral()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static SslContext read(PeerTls tls) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(tls.protocols())
                .endpointIdentificationAlgorithm(tls.verify() ? "HTTPS" : none());
        try {
            if (!tls.verify()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else if (!tls.trustedCertificate().isEmpty()) {
                builder.trustManager(new File(tls.trustedCertificate()));
            }
        } catch (IllegalArgumentException e) {
            throw unreadable("proxy_ssl_trusted_certificate", tls.trustedCertificate(), "certificates in PEM", e);
        }
        try {
            if (!tls.certificate().isEmpty()) {
                builder.keyManager(new File(tls.certificate()), new File(tls.certificateKey()));
            }
            return builder.build();
        } catch (IllegalArgumentException | SSLException e) {
            throw unreadable(
                    "proxy_ssl_certificate",
                    tls.certificate() + " with " + tls.certificateKey(),
                    "a certificate in PEM and its key in PKCS#8, not encrypted",
                    e);
        }
    }

    private static IllegalArgumentException unreadable(String option, String files, String expected, Exception cause) {
        return new IllegalArgumentException(
                option + ": \"" + files + "\" (expected: " + expected + "): " + TlsException.rootOf(cause), cause);
    }

    /** Netty's way to say that a certificate need not bear a name. */
    private static @Nullable String none() {
        return null;
    }
}
