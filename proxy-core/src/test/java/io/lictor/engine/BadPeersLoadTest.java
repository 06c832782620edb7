package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.RefusingPort;
import io.lictor.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Under load half of eight peers are bad, each in its way. No request that may be repeated fails, with nginx's defaults and
 * Lictor's; and the bad ones are asked as seldom as {@code max_fails} and {@code fail_timeout} say.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class BadPeersLoadTest {

    private static final Logger log = LoggerFactory.getLogger(BadPeersLoadTest.class);
    private static final int CLIENTS = 16;
    private static final long FAIL_TIMEOUT_MILLIS = 1_000;
    private static final long READ_TIMEOUT_MILLIS = 1_500;

    private final Transport transport;

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    BadPeersLoadTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void noIdempotentRequestFails() throws Exception {
        run(Duration.ofSeconds(3));
    }

    @Tag("full")
    @Test
    void noIdempotentRequestFailsForLong() throws Exception {
        run(Duration.ofSeconds(30));
    }

    private void run(Duration length) throws Exception {
        List<ScriptedPeer> good = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            good.add(ScriptedPeer.answering("ok"));
        }
        try (RefusingPort refusing = new RefusingPort();
                ScriptedPeer hanging = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                });
                ScriptedPeer resetting = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.reset();
                });
                ScriptedPeer busy = ScriptedPeer.answeringRaw("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
                Lictor lictor = start(refusing, hanging, resetting, busy, good)) {
            long began = System.nanoTime();
            LoadClients clients = LoadClients.start(lictor, CLIENTS, () -> "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            LockSupport.parkNanos(length.toNanos());
            Map<String, Integer> results = clients.stop();
            long elapsed = Duration.ofNanos(System.nanoTime() - began).toMillis();
            List<UpstreamView.PeerView> peers = lictor.view().upstreams().get(0).peers();
            log.info(
                    "{} in {} ms: results={} attempts refusing={} hanging={} resetting={} busy={}",
                    transport,
                    elapsed,
                    results,
                    peers.get(0).requests(),
                    peers.get(1).requests(),
                    peers.get(2).requests(),
                    peers.get(3).requests());
            assertThat(results).containsOnlyKeys("GET 200");
            for (UpstreamView.PeerView bad : peers.subList(0, 4)) {
                // Until its first failure is known it may be every client's peer. From then on there is one trial in
                // each
                // fail_timeout, and never again two: a failure is not forgotten while no trial succeeds.
                long most = CLIENTS + elapsed / FAIL_TIMEOUT_MILLIS + 1;
                // A trial waits for its pick and its failure before the next window begins; half of that pace is surely
                // kept.
                long least = elapsed / (FAIL_TIMEOUT_MILLIS + READ_TIMEOUT_MILLIS) / 2;
                assertThat(bad.requests()).as(bad.address()).isBetween(least, most);
                assertThat(bad.failures()).as(bad.address()).isEqualTo(bad.requests() - bad.inFlight());
            }
        } finally {
            good.forEach(ScriptedPeer::close);
        }
    }

    private Lictor start(
            RefusingPort refusing,
            ScriptedPeer hanging,
            ScriptedPeer resetting,
            ScriptedPeer busy,
            List<ScriptedPeer> good)
            throws StartException {
        String targets = good.stream().map(ScriptedPeer::target).collect(Collectors.joining(","));
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(2)
                .transport(transport)
                .route("/ " + refusing.target() + "," + hanging.target() + "," + resetting.target() + ","
                        + busy.target() + "," + targets + " fail_timeout=" + FAIL_TIMEOUT_MILLIS
                        + "ms proxy_read_timeout=" + READ_TIMEOUT_MILLIS
                        + "ms proxy_next_upstream=error,timeout,http_503")
                .start();
    }
}
