package io.lictor.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lictor.config.DesiredState;
import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.engine.DryRun;
import io.lictor.engine.EngineView;
import io.lictor.engine.EngineView.LeavingView;
import io.lictor.engine.OverloadView;
import io.lictor.engine.RouteView;
import io.lictor.engine.UpstreamView;
import io.lictor.engine.UpstreamView.PeerView;
import io.lictor.explain.Question;
import io.lictor.server.explain.ExplainReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {

    private static final EngineView ENGINE = new EngineView(
            3,
            List.of(new RouteView("/sso", "tag:S00123", "tag:S00123", "--route", "/sso tag:S00123")),
            List.of(new UpstreamView(
                    "tag:S00123",
                    0,
                    false,
                    List.of(new PeerView(
                            "10.0.0.1:8080",
                            "kc.test:8080",
                            "unhealthy",
                            "status 503 (expected: 200-399)",
                            1_500,
                            1,
                            3,
                            60_000,
                            9,
                            true,
                            true,
                            30_000,
                            0,
                            2,
                            1,
                            40,
                            1,
                            "status 503 (expected: 200-399)",
                            20,
                            List.of("dc1/n1/kc"))))),
            List.of(new LeavingView(
                    "tag:S00123", "10.0.0.2:8080", "10.0.0.2:8080", 3, 1, 250, -1, List.of("dc1/n1/gone"))));

    private final HttpClient client = HttpClient.newHttpClient();
    private volatile DiscoveryView discovery = new DiscoveryView(
            true,
            List.of(new WatchView("catalog", "LIVE", true, 2, 17, "")),
            List.of(new Problem("tag \"lictor:/x y\" of a@n1", "no")));
    private final List<String> released = new CopyOnWriteArrayList<>();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AdminPages(
                                () -> ENGINE,
                                () -> OverloadView.NONE,
                                () -> discovery,
                                AdminServerTest::explain,
                                List::of,
                                () -> "lictor_ready 1.0\n")
                        .withRelease(service -> {
                            released.add(service.orElse("*"));
                            return CompletableFuture.completedFuture(2);
                        }),
                Executors.defaultThreadFactory());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isReadyWhenDiscoveryIs() throws Exception {
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(json("/health/ready").get("missing")).isEmpty();

        discovery = new DiscoveryView(
                false,
                List.of(
                        new WatchView("catalog", "LIVE", true, 2, 17, ""),
                        new WatchView("service kc", "INIT", true, 0, -1, "connection refused")),
                List.of());
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        JsonNode body = json("/health/ready");
        assertThat(body.get("ready").booleanValue()).isFalse();
        assertThat(body.get("missing")).hasSize(1);
        assertThat(body.get("missing").get(0).get("last_error").textValue()).isEqualTo("connection refused");
    }

    @Test
    void explainsARequest() throws Exception {
        JsonNode body = json("/api/explain?method=PUT&url=https%3A%2F%2Fexample.com%2Fa%20b&header=X-Y%3A%20z");
        assertThat(body.at("/explanation/method").textValue()).isEqualTo("PUT");
        assertThat(body.at("/explanation/verdict").textValue()).isEqualTo("refused");
        assertThat(json("/api/explain?url=%2Fa&header=Host%3Ab")
                        .at("/explanation/status")
                        .intValue())
                .isEqualTo(404);
        assertThat(get("/api/explain").statusCode()).isEqualTo(400);
        assertThat(get("/api/explain?url=ftp%3A%2F%2Fx").body()).contains("expected: http:// or https://");
    }

    private static ExplainReport explain(Question question) {
        return ExplainReport.of(
                DryRun.explain(DesiredState.EMPTY, question), DesiredState.EMPTY, route -> List.of(), List.of(), true);
    }

    @Test
    void livesWhateverDiscoverySays() throws Exception {
        discovery = new DiscoveryView(false, List.of(), List.of());

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void showsRoutesUpstreamsAndDiscovery() throws Exception {
        assertThat(json("/api/routes").get("generation").intValue()).isEqualTo(3);
        assertThat(json("/api/routes").get("routes").get(0).get("match").textValue())
                .isEqualTo("/sso");
        JsonNode peer =
                json("/api/upstreams").get("upstreams").get(0).get("peers").get(0);
        assertThat(peer.get("max_fails").intValue()).isEqualTo(3);
        assertThat(peer.get("in_flight").intValue()).isEqualTo(2);
        assertThat(peer.get("name").textValue()).isEqualTo("kc.test:8080");
        assertThat(peer.get("tunnels").intValue()).isEqualTo(1);
        JsonNode leaving = json("/api/upstreams").get("leaving").get(0);
        assertThat(leaving.get("address").textValue()).isEqualTo("10.0.0.2:8080");
        assertThat(leaving.get("in_flight").intValue()).isEqualTo(3);
        assertThat(leaving.get("cut_millis").intValue()).isEqualTo(-1);
        assertThat(peer.get("state").textValue()).isEqualTo("unhealthy");
        assertThat(peer.get("check").textValue()).startsWith("status 503");
        assertThat(peer.get("slow_start_millis").longValue()).isEqualTo(30_000);
        assertThat(json("/api/discovery").get("problems").get(0).get("message").textValue())
                .isEqualTo("no");
    }

    @Test
    void givesMetricsAsText() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).isEqualTo("lictor_ready 1.0\n");
    }

    @Test
    void listsItsPages() throws Exception {
        assertThat(get("/api/").body()).contains("/health/ready\n", "/api/upstreams\n", "/metrics\n");
    }

    @Test
    void answersUnknownPathsAndMethodsWithJsonErrors() throws Exception {
        assertThat(get("/nope").statusCode()).isEqualTo(404);
        assertThat(json("/nope").get("error").textValue()).contains("/api/ lists them");

        HttpResponse<String> post = client.send(
                HttpRequest.newBuilder(uri("/metrics"))
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @ParameterizedTest(name = "POST {0} -> {1}, let go {2}")
    @CsvSource({
        "/api/discovery/release?all, 200, *",
        "/api/discovery/release?service=S00123-keycloak, 200, S00123-keycloak",
        "/api/discovery/release?service=t%C3%B6r%20x, 200, tör x",
        "/api/discovery/release, 400, ''",
        "/api/discovery/release?service=, 400, ''",
        "/api/discovery/release?all=1, 400, ''",
    })
    void letsGoWhatIsHeld(String path, int status, String expected) throws Exception {
        HttpResponse<String> post = client.send(
                HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(status);
        assertThat(released).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
        if (status == 200) {
            assertThat(post.body()).contains("\"released\" : 2");
        }
    }

    @Test
    void letsGoForNoPageInABrowserAndForNoGet() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/discovery/release?all"));
        assertThat(client.send(
                                request.copy()
                                        .header("Origin", "http://evil.example")
                                        .POST(BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> get = client.send(request.GET().build(), BodyHandlers.ofString());
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).hasValue("POST");
        assertThat(released).isEmpty();
    }

    @Test
    void missesNothingThatTheLastRunKnew() throws Exception {
        discovery = new DiscoveryView(
                false,
                List.of(
                        new WatchView("catalog", "RESTORED", true, 0, -1, "connection refused"),
                        new WatchView("service kc", "INIT", true, 0, -1, "connection refused")),
                List.of());
        assertThat(json("/health/ready").get("missing")).hasSize(1);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> head = client.send(
                HttpRequest.newBuilder(uri("/metrics"))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("17");
    }

    @ParameterizedTest(name = "bound to {0}, Host {1}: {2}")
    @CsvSource({
        "127.0.0.1, localhost:9990, true",
        "127.0.0.1, LOCALHOST, true",
        "127.0.0.1, 127.0.0.1:9990, true",
        "::1, [::1]:9990, true",
        "127.0.0.1, attacker.example:9990, false",
        "127.0.0.1, attacker.example, false",
        "127.0.0.1, 127.0.0.1.attacker.example, false",
        "0.0.0.0, lictor.service.consul:9990, true",
    })
    void answersOnlyUnderItsOwnNames(String bound, String host, boolean allowed) throws Exception {
        assertThat(HostCheck.allows(InetAddress.getByName(bound), host)).isEqualTo(allowed);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }
}
