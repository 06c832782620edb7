package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.lictor.clock.Ticker;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.testkit.ConsulExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.apache.http.HttpHost;
import org.apache.http.protocol.BasicHttpContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that wants to know who asks: which certificate it is shown. */
@ExtendWith(ConsulExtension.class)
@Timeout(60)
class ClientCertificateTest {

    private static final char[] PASSWORD = "of-the-test".toCharArray();

    @TempDir
    private Path folder;

    private KeyStore keys;
    private HttpsServer server;

    /** It answers with the name of who asks, and knows one by an elliptic curve and two by RSA. */
    @BeforeEach
    void startServer() throws Exception {
        keytool("one", "EC");
        keytool("two", "RSA");
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD);
        }
        for (String name : List.of("one", "two")) {
            write(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded());
            write(name + "-key.pem", "PRIVATE KEY", pkcs8(name));
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("one", keys.getCertificate("one"));
        known.setCertificateEntry("two", keys.getCertificate("two"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters demanding = context.getDefaultSSLParameters();
                demanding.setNeedClientAuth(true);
                parameters.setSSLParameters(demanding);
            }
        });
        server.createContext("/", exchange -> {
            byte[] body = ((HttpsExchange) exchange)
                    .getSSLSession()
                    .getPeerPrincipal()
                    .getName()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private void keytool(String name, String algorithm) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-keystore",
                folder.resolve("keys.p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD));
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private byte[] pkcs8(String name) throws Exception {
        return keys.getKey(name, PASSWORD).getEncoded();
    }

    private Path write(String file, String label, byte[] der) throws IOException {
        return Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    private ConsulOptions options() {
        return options(server.getAddress().getPort(), Optional.empty(), false);
    }

    private static ConsulOptions options(int port, Optional<Path> caFile, boolean verify) {
        return new ConsulOptions(true, "127.0.0.1", port, Optional.empty(), caFile, verify);
    }

    private static String ask(ConsulOptions options, String path) throws IOException {
        ConsulConnections connections = new ConsulConnections(options, new ConnectionLimit(Ticker.system(), () -> {}));
        try {
            return connections.open().get(Query.prompt(path)).body();
        } finally {
            connections.close();
        }
    }

    private String ask(String certificate, String key) throws IOException {
        return ask(options().withClientCertificate(folder.resolve(certificate), folder.resolve(key)), "/");
    }

    @Test
    void isShownWhereTheServerDemandsOne() throws Exception {
        assertThat(ask("one.pem", "one-key.pem")).isEqualTo("CN=one");
        assertThat(ask("two.pem", "two-key.pem")).isEqualTo("CN=two");
        assertThatThrownBy(() -> ask(options(), "/")).isInstanceOf(IOException.class);
    }

    /** The key of PKCS#1 is the end of that of PKCS#8. */
    @Test
    void mayHaveAKeyAsOpenSslUsedToWriteThem() throws Exception {
        byte[] pkcs8 = pkcs8("two");
        write("old.pem", "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
        assertThat(ask("two.pem", "old.pem")).isEqualTo("CN=two");
    }

    @Test
    void isAnotherOneWhenBothFilesAreReplaced() throws Exception {
        Path certificate = Files.copy(folder.resolve("one.pem"), folder.resolve("ours.pem"));
        Path key = Files.copy(folder.resolve("one-key.pem"), folder.resolve("ours-key.pem"));
        TrustedSockets sockets = new TrustedSockets(options().withClientCertificate(certificate, key));
        assertThat(shownBy(sockets)).endsWith("CN=one");
        replace(certificate, "two.pem");
        sockets.reread();
        assertThat(shownBy(sockets)).as("the key is not its key yet").endsWith("CN=one");
        replace(key, "two-key.pem");
        sockets.reread();
        assertThat(shownBy(sockets)).endsWith("CN=two");
    }

    private void replace(Path file, String by) throws IOException {
        Files.delete(file);
        Files.copy(folder.resolve(by), file);
    }

    private String shownBy(TrustedSockets sockets) throws IOException {
        BasicHttpContext context = new BasicHttpContext();
        InetSocketAddress address = server.getAddress();
        HttpHost host = new HttpHost("127.0.0.1", address.getPort(), "https");
        try (Socket socket =
                sockets.connectSocket(5_000, sockets.createSocket(context), host, address, null, context)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void isRefusedWithTheNameOfTheFileThatIsWrong() throws Exception {
        Files.writeString(folder.resolve("none.pem"), "nothing");
        write("locked.pem", "ENCRYPTED PRIVATE KEY", pkcs8("one"));
        refused("gone.pem", "one-key.pem", "gone.pem: is not there (expected: a PEM file)");
        refused("none.pem", "one-key.pem", "none.pem: ");
        refused("one.pem", "gone.pem", "gone.pem: is not there (expected: a private key in PEM, not encrypted)");
        refused("one.pem", "none.pem", "none.pem: no private key (expected: a private key in PEM, not encrypted)");
        refused("one.pem", "locked.pem", "locked.pem: the key is encrypted (expected: a private key in PEM");
        refused("one.pem", "two-key.pem", "two-key.pem: not the key of the first certificate in ");
    }

    private void refused(String certificate, String key, String message) {
        assertThatThrownBy(() -> ask(certificate, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EC PRIVATE KEY|MAA=",
                "EC PRIVATE KEY|MIQ=",
                "EC PRIVATE KEY|MAMCAQE=",
                "EC PRIVATE KEY|",
                "RSA PRIVATE KEY|AAAA",
                "DSA PRIVATE KEY|AAAA",
                "PRIVATE KEY|A",
                "PRIVATE KEY|MAMCAQE="
            })
    void hasNoKeyThatIsRubbish(String block) {
        String[] parts = block.split("\\|", -1);
        String pem = "-----BEGIN " + parts[0] + "-----\n" + parts[1] + "\n-----END " + parts[0] + "-----\n";
        assertThatThrownBy(() -> PemKey.read(pem)).isInstanceOf(InvalidKeyException.class);
    }

    /** A real agent with {@code verify_incoming}, and the files that its own tools make: keys of SEC 1. */
    @Test
    void isTakenByConsulAsItsOwnToolsMakeIt(ConsulBinary binary) throws Exception {
        Path consul = binary.path().orElseThrow();
        tls(consul, "ca", "create");
        tls(consul, "cert", "create", "-server");
        tls(consul, "cert", "create", "-cli");
        assertThat(Files.readString(folder.resolve("dc1-cli-consul-0-key.pem"))).contains("EC PRIVATE KEY");
        int port = freePort();
        String settings = ("{'ports': {'https': " + port + "}, 'addresses': {'https': '127.0.0.1'},"
                        + " 'verify_incoming_https': true, 'ca_file': 'F/consul-agent-ca.pem',"
                        + " 'cert_file': 'F/dc1-server-consul-0.pem', 'key_file': 'F/dc1-server-consul-0-key.pem'}")
                .replace('\'', '"')
                .replace("F/", folder + "/");
        try (ConsulAgent agent = ConsulAgent.start(consul, settings, "")) {
            assertThat(agent.port()).isNotEqualTo(port);
            ConsulOptions strangers = options(port, Optional.of(folder.resolve("consul-agent-ca.pem")), true);
            ConsulOptions ours = strangers.withClientCertificate(
                    folder.resolve("dc1-cli-consul-0.pem"), folder.resolve("dc1-cli-consul-0-key.pem"));
            assertThat(ask(ours, "/v1/catalog/nodes")).contains("\"dev\"");
            assertThatThrownBy(() -> ask(strangers, "/v1/catalog/nodes")).isInstanceOf(IOException.class);
        }
    }

    private void tls(Path consul, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(consul.toString(), "tls"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
