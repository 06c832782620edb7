package io.lictor.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lictor.config.ListenerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.InMemoryRegistry;
import io.lictor.engine.StartException;
import io.lictor.engine.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All parts together: engine, discovery, admin, metrics and log, with a registry in memory. */
class ApplicationTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private HttpServer peer;

    @BeforeEach
    void startPeer() throws IOException {
        peer = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        peer.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write('o');
                exchange.getResponseBody().write('k');
            }
        });
        peer.start();
    }

    @AfterEach
    void stopPeer() {
        peer.stop(0);
    }

    @Test
    void followsTheRegistry() throws Exception {
        try (Application application = Application.start(settings("/sso tag:S00123"), registry)) {
            assertThat(get(application, "/sso").statusCode()).isEqualTo(502);
            assertThat(get(application, "/other").statusCode()).isEqualTo(404);

            registry.register(
                    "kc", "S00123-keycloak", "127.0.0.1", peer.getAddress().getPort(), List.of("S00123"));
            awaitStatus(application, 200);
            assertThat(get(application, "/sso/realms").body()).isEqualTo("ok");

            registry.deregister("kc");
            awaitStatus(application, 502);
        }
    }

    /** The failed peer is not among the peers any more: those that are were not tried. */
    @Test
    void triesTheRemainingPeerWhenTheOneItWasAtIsDeregisteredAndDies() throws Exception {
        try (ServerSocket dying = new ServerSocket(0, 1, LOOPBACK);
                Application application = Application.start(settings("/sso tag:S00123"), registry)) {
            registry.register("dying", "S00123-keycloak", "127.0.0.1", dying.getLocalPort(), List.of("S00123"));
            awaitPeers(application, 1);
            URI uri = URI.create("http://127.0.0.1:" + application.port() + "/sso");
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            try (Socket socket = dying.accept()) {
                assertThat(socket.getInputStream().read()).isEqualTo('G');
                registry.register(
                        "kc", "S00123-keycloak", "127.0.0.1", peer.getAddress().getPort(), List.of("S00123"));
                awaitPeers(application, 2);
                registry.deregister("dying");
                awaitPeers(application, 1);
            }
            assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void logsAndCountsWhatItServed() throws Exception {
        String route = "/ http://127.0.0.1:" + peer.getAddress().getPort();
        try (Application application = Application.start(settings(route), registry)) {
            assertThat(get(application, "/a?b").statusCode()).isEqualTo(200);
            assertThat(admin(application, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(admin(application, "/metrics").body())
                    .containsPattern("lictor_requests_total\\{status=\"2xx\",upstream=\"[^\"]+\"} 1\\.0")
                    .containsPattern("lictor_upstream_peers\\{state=\"up\",upstream=\"[^\"]+\"} 1\\.0");
        }
        assertThat(Files.readAllLines(folder.resolve("access.log")))
                .singleElement()
                .asString()
                .startsWith("127.0.0.1 - - [")
                .contains("] \"GET /a?b HTTP/1.1\" 200 2 \"-\" \"Java-http-client/");
    }

    @Test
    void leavesNothingBehindWhenAPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            Settings settings = new Settings(
                    List.of(ListenerSpec.at(new InetSocketAddress(LOOPBACK, taken.getLocalPort()))),
                    Optional.of(new InetSocketAddress(LOOPBACK, 0)),
                    List.of(),
                    Optional.empty(),
                    Set.of(),
                    new Settings.LogFile(folder.resolve("access.log")),
                    Settings.DERIVED,
                    1,
                    Transport.NIO,
                    Duration.ZERO,
                    Optional.empty());

            assertThatThrownBy(() -> Application.start(settings, registry))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(":" + taken.getLocalPort());
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("access-log"));
    }

    @Test
    void saysWhyTheLogCannotBeWritten() {
        Settings settings = settings("/ http://127.0.0.1:9", new Settings.LogFile(folder));

        assertThatThrownBy(() -> Application.start(settings, registry))
                .isInstanceOf(StartException.class)
                .hasMessageMatching("--access-log \"" + folder + "\": cannot be written \\(.*[Ii]s a directory\\)");
    }

    @Test
    void whereConsulIsOffNothingIsWatched() throws Exception {
        try (Application application = Application.start(settings("/ http://127.0.0.1:9"))) {
            assertThat(application.discoveryView()).isEqualTo(new DiscoveryView(true, List.of(), List.of()));
        }
    }

    private Settings settings(String route) {
        return settings(route, new Settings.LogFile(folder.resolve("access.log")));
    }

    private static Settings settings(String route, Settings.LogTarget log) {
        return new Settings(
                List.of(ListenerSpec.at(new InetSocketAddress(LOOPBACK, 0))),
                Optional.of(new InetSocketAddress(LOOPBACK, 0)),
                List.of(route(route)),
                Optional.empty(),
                Set.of(),
                log,
                Settings.DERIVED,
                2,
                Transport.AUTO,
                Duration.ofSeconds(2),
                Optional.empty());
    }

    private static RouteSpec route(String text) {
        try {
            return RouteParser.parse(text, "test");
        } catch (SpecException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitPeers(Application application, int count) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (peers(application) != count && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(peers(application)).isEqualTo(count);
    }

    private static int peers(Application application) {
        return application.view().upstreams().get(0).peers().size();
    }

    private void awaitStatus(Application application, int status) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (get(application, "/sso").statusCode() != status && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(get(application, "/sso").statusCode()).isEqualTo(status);
    }

    private HttpResponse<String> get(Application application, String path) throws Exception {
        return get(application.port(), path);
    }

    private HttpResponse<String> admin(Application application, String path) throws Exception {
        return get(application.adminAddress().orElseThrow().getPort(), path);
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
