package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.lictor.clock.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to the agent: whom it trusts. */
class ConsulTlsTest {

    private static final char[] PASSWORD = "of-the-test".toCharArray();

    @TempDir
    private Path folder;

    private HttpsServer server;

    @BeforeEach
    void startServer() throws Exception {
        startServer(0);
    }

    private void startServer(int port) throws Exception {
        Files.deleteIfExists(folder.resolve("keys.p12"));
        keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=consul", "-ext", "san=ip:127.0.0.1");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-file",
                folder.resolve("ca.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keystore",
                folder.resolve("keys.p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private Answer ask(Optional<Path> caFile, boolean verify) throws IOException {
        ConsulConnections connections = new ConsulConnections(
                new ConsulOptions(true, "127.0.0.1", server.getAddress().getPort(), Optional.empty(), caFile, verify),
                new ConnectionLimit(Ticker.system(), () -> {}));
        try {
            return connections.open().get(Query.prompt("/v1/health/service/a"));
        } finally {
            connections.close();
        }
    }

    @Test
    void trustsTheFileGivenOnly() throws Exception {
        assertThat(ask(Optional.of(folder.resolve("ca.pem")), true).body()).isEqualTo("[]");
        assertThat(ask(Optional.empty(), false).body()).isEqualTo("[]");
        assertThatThrownBy(() -> ask(Optional.empty(), true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("PKIX");
    }

    @Test
    void trustsAnotherFileFromThenOn() throws Exception {
        Path caFile = Files.copy(folder.resolve("ca.pem"), folder.resolve("used.pem"));
        int port = server.getAddress().getPort();
        ConsulConnections connections = new ConsulConnections(
                new ConsulOptions(true, "127.0.0.1", port, Optional.empty(), Optional.of(caFile), true),
                new ConnectionLimit(Ticker.system(), () -> {}));
        try {
            connections.follow(() -> {});
            ConsulTransport transport = connections.open();
            assertThat(transport.get(Query.prompt("/v1/x")).body()).isEqualTo("[]");
            server.stop(0);
            startServer(port);
            assertThatThrownBy(() -> transport.get(Query.prompt("/v1/x"))).isInstanceOf(IOException.class);
            Files.writeString(caFile, "nonsense");
            Files.copy(folder.resolve("ca.pem"), folder.resolve("beside.pem"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(folder.resolve("beside.pem"), caFile, StandardCopyOption.ATOMIC_MOVE);
            eventually("trusted", Duration.ofSeconds(10), () -> answers(transport));
        } finally {
            connections.close();
        }
    }

    private static boolean answers(ConsulTransport transport) {
        try {
            return transport.get(Query.prompt("/v1/x")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
