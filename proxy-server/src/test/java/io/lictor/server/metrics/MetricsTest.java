package io.lictor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.observe.LoopObserver;
import io.lictor.server.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Address PEER = new Address("127.0.0.1", 8001);

    private final List<GaugeRow> rows = new ArrayList<>();
    private final Metrics metrics = new Metrics(() -> rows, () -> 7);
    private final LoopObserver first = metrics.forLoop(0);
    private final LoopObserver second = metrics.forLoop(1);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void sumsTheRequestsOfAllLoops() {
        first.exchangeCompleted(FakeExchange.of("GET / HTTP/1.1").durationNanos(500_000_000));
        second.exchangeCompleted(FakeExchange.of("GET / HTTP/1.1").durationNanos(250_000_000));
        second.exchangeCompleted(FakeExchange.of("GET / HTTP/1.1").status(502).bodyBytesReceived(9));

        assertThat(metrics.scrape())
                .contains("lictor_requests_total{status=\"2xx\",upstream=\"S00123-keycloak\"} 2.0")
                .contains("lictor_requests_total{status=\"5xx\",upstream=\"S00123-keycloak\"} 1.0")
                .contains("lictor_request_duration_seconds_count{upstream=\"S00123-keycloak\"} 3")
                .contains("lictor_request_duration_seconds_sum{upstream=\"S00123-keycloak\"} 0.751")
                .contains("lictor_request_body_bytes_total{upstream=\"S00123-keycloak\"} 9.0")
                .contains("lictor_response_body_bytes_total{upstream=\"S00123-keycloak\"} 303.0");
    }

    @Test
    void countsConnectionsNowAndEver() {
        first.clientConnected();
        second.clientConnected();
        second.clientDisconnected();
        first.peerConnected("up", PEER);
        second.peerConnected("up", PEER);
        second.peerDisconnected("up", PEER);

        assertThat(metrics.scrape())
                .contains("lictor_client_connections 1.0")
                .contains("lictor_client_connections_accepted_total 2.0")
                .contains("lictor_peer_connections{peer=\"127.0.0.1:8001\",upstream=\"up\"} 1.0")
                .contains("lictor_peer_connections_opened_total{peer=\"127.0.0.1:8001\",upstream=\"up\"} 2.0");
    }

    @Test
    void countsAttemptsByTheirResult() {
        first.attemptCompleted("up", PEER, "");
        second.attemptCompleted("up", PEER, "");
        second.attemptCompleted("up", PEER, "connect_refused");
        first.peerEjected("up", PEER, "connect_failed");

        second.peerEjected("up", PEER, "health_check");
        first.peerSpared("up", PEER, "health_check");
        first.peerRestored("up", PEER, "trial");
        second.peerChecked("up", PEER, false);
        first.peerDrained("up", PEER, 4);

        assertThat(metrics.scrape())
                .contains("lictor_ejections_total{cause=\"health_check\",peer=\"127.0.0.1:8001\",upstream=\"up\"} 1.0")
                .contains(
                        "lictor_ejections_spared_total{cause=\"health_check\",peer=\"127.0.0.1:8001\",upstream=\"up\"} 1.0")
                .contains("lictor_restorations_total{peer=\"127.0.0.1:8001\",upstream=\"up\"} 1.0")
                .contains("lictor_health_checks_total{peer=\"127.0.0.1:8001\",result=\"failed\",upstream=\"up\"} 1.0")
                .contains("lictor_drain_cut_total{peer=\"127.0.0.1:8001\",upstream=\"up\"} 4.0")
                .contains("lictor_attempts_total{peer=\"127.0.0.1:8001\",result=\"ok\",upstream=\"up\"} 2.0")
                .contains(
                        "lictor_attempts_total{peer=\"127.0.0.1:8001\",result=\"connect_refused\",upstream=\"up\"} 1.0")
                .contains(
                        "lictor_ejections_total{cause=\"connect_failed\",peer=\"127.0.0.1:8001\",upstream=\"up\"} 1.0");
    }

    @Test
    void countsRefusedRetriesOverAllLoops() {
        first.retryRefused("up");
        second.retryRefused("up");

        assertThat(metrics.scrape()).contains("lictor_retries_refused_total{upstream=\"up\"} 2.0");
    }

    @Test
    void aScrapeFindsWhatCameSinceTheLastOne() {
        assertThat(metrics.scrape()).doesNotContain("lictor_requests_total{");
        first.exchangeCompleted(FakeExchange.of("GET / HTTP/1.1"));
        assertThat(metrics.scrape()).contains("lictor_requests_total{status=\"2xx\"");
        first.exchangeCompleted(FakeExchange.of("GET / HTTP/1.1"));
        assertThat(metrics.scrape()).contains("lictor_requests_total{status=\"2xx\",upstream=\"S00123-keycloak\"} 2.0");
    }

    @Test
    void gaugesComeAndGo() {
        rows.add(new GaugeRow("upstream.peers", Map.of("upstream", "up", "state", "up"), 2));
        assertThat(metrics.scrape()).contains("lictor_upstream_peers{state=\"up\",upstream=\"up\"} 2.0");

        rows.clear();
        rows.add(new GaugeRow("upstream.peers", Map.of("upstream", "other", "state", "up"), 1));
        assertThat(metrics.scrape())
                .contains("lictor_upstream_peers{state=\"up\",upstream=\"other\"} 1.0")
                .doesNotContain("upstream=\"up\"");

        rows.clear();
        assertThat(metrics.scrape()).doesNotContain("lictor_upstream_peers{");
    }

    @Test
    void tellsOfTheLogAndTheJvm() {
        assertThat(metrics.scrape())
                .contains("lictor_access_log_dropped_total 7.0")
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_threads_live_threads ")
                .contains("process_cpu_usage ");
    }
}
