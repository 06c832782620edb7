package io.lictor.discovery.consul;

import io.lictor.discovery.consul.ConsulOptions.ClientCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.conn.ssl.TrustAllStrategy;
import org.apache.http.ssl.SSLContextBuilder;

/** TLS to the agent: from PEM files, as Consul's own tools take them. Without state; any thread. */
final class ConsulTls {

    private static final String PEM = "a PEM file";
    private static final String KEY = "a private key in PEM, not encrypted";

    /** Of stores in memory only. */
    private static final char[] NO_PASSWORD = {};

    private ConsulTls() {}

    /**
     * What opens connections by TLS.
     *
     * @throws IllegalArgumentException when a file cannot be read; the message names it
     */
    static SSLConnectionSocketFactory socketFactory(ConsulOptions options) {
        HostnameVerifier verifier = options.verify()
                ? SSLConnectionSocketFactory.getDefaultHostnameVerifier()
                : NoopHostnameVerifier.INSTANCE;
        try {
            return new SSLConnectionSocketFactory(context(options), verifier);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS is not available in this JVM", e);
        }
    }

    private static SSLContext context(ConsulOptions options) throws GeneralSecurityException, IOException {
        if (options.verify() && options.tlsFiles().isEmpty()) {
            return SSLContext.getDefault();
        }
        // What it is not told is the JVM's.
        SSLContextBuilder context = SSLContextBuilder.create();
        if (!options.verify()) {
            context.loadTrustMaterial(null, TrustAllStrategy.INSTANCE);
        } else if (options.caFile().isPresent()) {
            context.loadTrustMaterial(trusted(options.caFile().get()), null);
        }
        if (options.clientCertificate().isPresent()) {
            context.loadKeyMaterial(ours(options.clientCertificate().get()), NO_PASSWORD);
        }
        return context.build();
    }

    private static KeyStore trusted(Path caFile) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate certificate : certificates(caFile)) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }

    private static KeyStore ours(ClientCertificate files) throws GeneralSecurityException, IOException {
        List<Certificate> chain = certificates(files.certificate());
        PrivateKey key = key(files.key());
        if (!isKeyOf(key, chain.get(0).getPublicKey())) {
            throw new IllegalArgumentException(
                    files.key() + ": not the key of the first certificate in " + files.certificate());
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
        return store;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            List<Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(file + ": no certificate (expected: " + PEM + ")");
            }
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(file, e, PEM);
        }
    }

    private static PrivateKey key(Path file) {
        try {
            return PemKey.read(Files.readString(file));
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(file, e, KEY);
        }
    }

    /** While files are being replaced one may be new and the other not: such a pair would be refused by every server. */
    private static boolean isKeyOf(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Keys of two algorithms.
            return false;
        }
    }

    private static IllegalArgumentException unreadable(Path file, Exception e, String expected) {
        String why = e instanceof NoSuchFileException ? "is not there" : String.valueOf(e.getMessage());
        return new IllegalArgumentException(file + ": " + why + " (expected: " + expected + ")", e);
    }
}
