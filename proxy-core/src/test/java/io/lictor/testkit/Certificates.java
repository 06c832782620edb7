package io.lictor.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and the certificates it signs, made for one test class; files as options name them. Any thread. */
public final class Certificates {

    private static final char[] NO_PASSWORD = {};

    private final X509Bundle authority;
    private final Path folder;

    /** A new authority. Files go to {@code folder}. */
    public Certificates(Path folder) {
        this.folder = folder;
        try {
            authority = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=the authority of a test")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate that is valid for the names and addresses that {@code names} adds. */
    public X509Bundle issue(UnaryOperator<CertificateBuilder> names) {
        try {
            return names.apply(new CertificateBuilder().ecp256().subject("CN=a peer"))
                    .buildIssuedBy(authority);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One for 127.0.0.1. */
    public X509Bundle local() {
        return issue(b -> b.addSanIpAddress("127.0.0.1"));
    }

    /** One for 127.0.0.1 that was valid until yesterday. */
    public X509Bundle expired() {
        Instant now = Instant.now();
        return issue(b -> b.addSanIpAddress("127.0.0.1")
                .notBefore(now.minus(Duration.ofDays(9)))
                .notAfter(now.minus(Duration.ofDays(1))));
    }

    /** A server's side: it has {@code certificate}, and trusts those of the authority. */
    public SSLContext server(X509Bundle certificate) {
        try {
            KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
            keys.load(null, null);
            keys.setKeyEntry(
                    "own", certificate.getKeyPair().getPrivate(), NO_PASSWORD, certificate.getCertificatePath());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, NO_PASSWORD);
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.getCertificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate in a file. */
    public Path authorityFile() {
        return write("authority.pem", authority.getCertificatePEM());
    }

    /** A certificate with its chain in a file. */
    public Path certificateFile(X509Bundle certificate) {
        return write("certificate.pem", certificate.getCertificatePathPEM());
    }

    /** Its key in a file. */
    public Path keyFile(X509Bundle certificate) {
        return write("key.pem", certificate.getPrivateKeyPEM());
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
