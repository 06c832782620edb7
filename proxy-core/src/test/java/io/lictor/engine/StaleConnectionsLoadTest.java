package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.observe.LoopObserver;
import io.lictor.observe.Observer;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Row 2 under load: peers that close their connections after a few requests without saying so, just before the next request
 * comes or just after. No GET fails; a POST is executed once at most.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class StaleConnectionsLoadTest {

    private static final Logger log = LoggerFactory.getLogger(StaleConnectionsLoadTest.class);
    private static final int REQUESTS_A_CONNECTION = 3;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Transport transport;

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    private final Observer observer = loop -> new LoopObserver() {
        @Override
        public void attemptCompleted(String upstream, Address peer, String failure) {
            attempts.computeIfAbsent(failure.isEmpty() ? "ok" : failure, f -> new AtomicInteger())
                    .incrementAndGet();
        }
    };
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    /** How often each POST was read whole. */
    private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();

    StaleConnectionsLoadTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void noGetFailsAndNoPostIsExecutedTwice() throws Exception {
        run(Duration.ofSeconds(2));
    }

    @Tag("full")
    @Test
    void noGetFailsAndNoPostIsExecutedTwiceForLong() throws Exception {
        run(Duration.ofSeconds(30));
    }

    private void run(Duration length) throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(this::serve);
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .workers(2)
                        .transport(transport)
                        .observer(observer)
                        .route("/ " + peer.target())
                        .start()) {
            LoadClients clients = LoadClients.start(lictor, 12, this::request);
            LockSupport.parkNanos(length.toNanos());
            Map<String, Integer> results = clients.stop();
            log.info("{} results={} attempts={} connections={}", transport, results, attempts, connections);
            assertThat(attempts).containsOnlyKeys("ok", "stale_connection");
            assertThat(results).doesNotContainKeys("GET 502", "GET 504", "GET cut", "POST 504", "POST cut");
            assertThat(results).containsKeys("GET 200", "POST 200");
            assertThat(executed.values()).allSatisfy(times -> assertThat(times).hasValue(1));
            // Who was told 200 was executed; of those that were told 502 some were.
            assertThat(executed.size()).isGreaterThanOrEqualTo(results.get("POST 200"));
            assertThat(connections.get()).as("rounds").isGreaterThan(5);
            assertThat(lictor.view().upstreams().get(0).peers().get(0).failures())
                    .isZero();
        }
    }

    /** Two of three requests are GET. */
    private String request() {
        int id = ids.incrementAndGet();
        return id % 3 == 0
                ? "POST /" + id + " HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
                : "GET /" + id + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private void serve(ScriptedPeer.Connection connection) throws IOException {
        int number = connections.incrementAndGet();
        for (int n = 0; n < REQUESTS_A_CONNECTION; n++) {
            execute(connection.readRequest());
            connection.send(OK);
        }
        if (number % 2 == 0) {
            // Just after: the next request is read, and executed, and never answered.
            execute(connection.readRequest());
        }
    }

    private void execute(ScriptedPeer.Request request) {
        if (request.requestLine().startsWith("POST")) {
            executed.computeIfAbsent(request.requestLine(), line -> new AtomicInteger())
                    .incrementAndGet();
        }
    }
}
