package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.RawServer.cut;
import static io.lictor.discovery.consul.RawServer.text;
import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.clock.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire to Consul, before a server that answers by the byte. */
@Timeout(30)
class EcwidTransportTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-CONSUL-index: 7";
    private static final Query QUERY = Query.prompt("/v1/health/service/a");

    private ConsulConnections connections;

    @AfterEach
    void closeConnections() {
        if (connections != null) {
            connections.close();
        }
    }

    private ConsulTransport open(RawServer server, String... token) {
        connections = new ConsulConnections(
                new ConsulOptions(
                        false,
                        "127.0.0.1",
                        server.port(),
                        token.length == 0 ? Optional.empty() : Optional.of(token[0]),
                        Optional.empty(),
                        true),
                new ConnectionLimit(Ticker.system(), () -> {}));
        return connections.open();
    }

    @Test
    void sendsWhatIsAskedAndReadsTheAnswer() throws Exception {
        try (RawServer server = new RawServer(text(OK, "[\"grüß\"]"), text(OK, "[]"))) {
            ConsulTransport transport = open(server);
            Answer answer = transport.get(new Query("/v1/health/service/" + Query.encode("a b/ü%"), true, 6, 45));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("[\"grüß\"]");
            assertThat(answer.index()).isEqualTo(7);
            assertThat(answer.isFresh()).isFalse();
            assertThat(server.requests().get(0))
                    .startsWith("GET /v1/health/service/a%20b%2F%C3%BC%25?stale&index=6&wait=45s HTTP/1.1\r\n")
                    .doesNotContainIgnoringCase("X-Consul-Token")
                    .doesNotContainIgnoringCase("cookie");
            transport.get(QUERY);
            assertThat(server.requests().get(1)).startsWith("GET /v1/health/service/a HTTP/1.1\r\n");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void sendsTheTokenInAHeaderOnly() throws Exception {
        try (RawServer server = new RawServer(text(OK, "[]"))) {
            open(server, "s3cr3t").get(QUERY);
            assertThat(server.requests().get(0))
                    .contains("X-Consul-Token: s3cr3t\r\n")
                    .startsWith("GET /v1/health/service/a HTTP/1.1");
            assertThat(new ConsulOptions(false, "h", 1, Optional.of("s3cr3t"), Optional.empty(), true).toString())
                    .doesNotContain("s3cr3t");
        }
    }

    @Test
    void followsNoRedirectAndKeepsNoCookie() throws Exception {
        try (RawServer server = new RawServer(
                text("HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nSet-Cookie: a=b", ""), text(OK, "[]"))) {
            ConsulTransport transport = open(server);
            assertThat(transport.get(QUERY).status()).isEqualTo(301);
            transport.get(QUERY);
            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests().get(1)).contains("/service/a").doesNotContain("a=b");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[]",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n[",
                "not HTTP at all\r\n\r\n",
            })
    void failsWithoutTryingAgainWhenTheAnswerIsCut(String bytes) throws Exception {
        try (RawServer server = new RawServer(cut(bytes), text(OK, "[]"))) {
            ConsulTransport transport = open(server);
            assertThatThrownBy(() -> transport.get(QUERY)).isInstanceOf(IOException.class);
            assertThat(server.requests()).hasSize(1);
            assertThat(transport.get(QUERY).body()).isEqualTo("[]");
        }
    }

    @Test
    void failsAtAnIndexThatIsNoNumber() throws Exception {
        try (RawServer server = new RawServer(text("HTTP/1.1 200 OK\r\nX-Consul-Index: banana", "[]"))) {
            assertThatThrownBy(() -> open(server).get(QUERY).index()).isInstanceOf(ConsulException.class);
        }
    }

    @Test
    void readsNoBodyWithoutEnd() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        try (RawServer server = new RawServer(out -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(megabyte);
            }
        })) {
            assertThatThrownBy(() -> open(server).get(QUERY)).hasMessageContaining("longer than");
        }
    }

    @Test
    void endsAQuestionInFlightWhenItIsClosed() throws Exception {
        try (RawServer server = new RawServer()) {
            server.script(server.silence());
            ConsulTransport transport = open(server);
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return transport.get(new Query("/v1/x", true, 5, 60));
                } catch (IOException e) {
                    throw new IllegalStateException(e.getMessage(), e);
                }
            });
            eventually("asked", Duration.ofSeconds(5), () -> server.requests().size() == 1);
            transport.close();
            assertThat(answer.handle((a, e) -> String.valueOf(e)).get(1, TimeUnit.SECONDS))
                    .contains("closed");
            assertThatThrownBy(() -> transport.get(QUERY)).hasMessageContaining("closed");
        }
    }

    /** What a start needed would count to Consul's limit for one address for as long as this process lives. */
    @Test
    void closesConnectionsThatAreNotNeededAnyMore() throws Exception {
        try (RawServer server = new RawServer(text(OK, "[]"), text(OK, "[]"))) {
            ConsulTransport transport = open(server);
            transport.get(QUERY);
            connections.closeIdle(60_000);
            transport.get(QUERY);
            assertThat(server.connections()).isEqualTo(1);
            connections.closeIdle(0);
            eventually("closed", Duration.ofSeconds(5), () -> server.open() == 0);
        }
    }

    @Test
    void asksForAnIndexWithoutInstances() throws Exception {
        try (RawServer server = new RawServer(text(OK, "[]"))) {
            assertThat(open(server).get(Query.indexOf("/v1/health/service/a")).index())
                    .isEqualTo(7);
            assertThat(server.requests().get(0))
                    .startsWith("GET /v1/health/service/a?tag=lictor%3Anobody HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"silence", "drip of the head", "drip of the body"})
    void givesUpAtTheDeadline(String kind) throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (RawServer server = new RawServer();
                RecordingClient client =
                        new RecordingClient(HttpClients.createDefault(), timer, Optional::empty, new BodyReader())) {
            server.script(
                    kind.equals("silence")
                            ? server.silence()
                            : server.drip(kind.endsWith("head") ? "HTTP/1.1 200 OK\r\nX: " : OK + "\r\n\r\n", 20));
            client.expect(200);
            long before = System.nanoTime();
            IOException failure = null;
            try {
                EntityUtils.toString(client.execute(new HttpGet("http://127.0.0.1:" + server.port() + "/"))
                        .getEntity());
            } catch (IOException e) {
                failure = e;
            }
            assertThat(failure).isNotNull();
            assertThat(client.whyFailed(failure)).contains("200 ms").doesNotContain("closed");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(190), Duration.ofSeconds(5));
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void namesTheCaFileThatItCannotRead(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("ca.pem");
        ConsulOptions options =
                new ConsulOptions(true, "localhost", 8501, Optional.empty(), Optional.of(missing), true);
        assertThatThrownBy(() -> ConsulRegistry.create(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ca.pem");
        Files.writeString(missing, "nonsense");
        assertThatThrownBy(() -> ConsulRegistry.create(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ca.pem");
    }
}
