package io.lictor.config;

import java.util.List;

/**
 * Whether and how connections to peers are made by TLS: nginx's {@code proxy_ssl_*}. Files are paths as written, read when
 * the options are applied.
 *
 * @param on whether by TLS at all; the rest has no meaning without
 * @param verify {@code proxy_ssl_verify}: whether the peer's certificate must be trusted and bear its name
 * @param name {@code proxy_ssl_name}: the name that the certificate must bear and that SNI tells; empty = the peer's host
 *     as written
 * @param serverName {@code proxy_ssl_server_name}: whether the name is told by SNI (RFC 6066 section 3); an IP address never
 *     is
 * @param trustedCertificate {@code proxy_ssl_trusted_certificate}: PEM; empty = what the JDK trusts
 * @param certificate {@code proxy_ssl_certificate}: ours, PEM; empty for none
 * @param certificateKey {@code proxy_ssl_certificate_key}: its key, PEM in PKCS#8
 * @param protocols {@code proxy_ssl_protocols}: of {@code TLSv1.2} and {@code TLSv1.3}, at least one
 */
public record PeerTls(
        boolean on,
        boolean verify,
        String name,
        boolean serverName,
        String trustedCertificate,
        String certificate,
        String certificateKey,
        List<String> protocols) {

    /** Plain connections. */
    public static final PeerTls OFF = new PeerTls(false, true, "", true, "", "", "", List.of("TLSv1.2", "TLSv1.3"));

    public PeerTls {
        protocols = List.copyOf(protocols);
    }

    /** What a peer whose host was written as {@code host} has: its name told. */
    public PeerTls of(String host) {
        if (!on) {
            return OFF;
        }
        return name.isEmpty() ? withName(host, serverName) : this;
    }

    /** What is the same for peers of any name: the files, and how they are used. */
    public PeerTls credentials() {
        return withName("", true);
    }

    private PeerTls withName(String newName, boolean newServerName) {
        return new PeerTls(
                on, verify, newName, newServerName, trustedCertificate, certificate, certificateKey, protocols);
    }
}
