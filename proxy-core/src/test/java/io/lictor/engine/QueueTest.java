package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.RefusingPort;
import io.lictor.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code queue} and {@code queue_timeout}: who waits because every peer is at {@code max_conns}, on each transport. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class QueueTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();
    private final FakeTicker ticker = new FakeTicker();
    private final Semaphore answers = new Semaphore(0);

    QueueTest(Transport transport) {
        this.transport = transport;
    }

    private Lictor lictor(int workers, String route) throws StartException {
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(workers)
                .transport(transport)
                .observer(observed)
                .ticker(ticker)
                .drainTimeout(Duration.ofSeconds(10))
                .route(route)
                .start();
    }

    /** Answers one request for each permit. */
    private ScriptedPeer peer() {
        return ScriptedPeer.start(connection -> {
            while (connection.awaitRequest()) {
                answers.acquire();
                connection.send(OK);
            }
        });
    }

    private static RawClient ask(Lictor lictor, String path) {
        return RawClient.connect(lictor.port()).send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static int waiting(Lictor lictor) {
        return lictor.view().upstreams().get(0).waiting();
    }

    @Test
    void whoFindsEveryPeerFullWaitsAndIsServedInOrder() throws Exception {
        try (ScriptedPeer peer = peer();
                Lictor lictor = lictor(1, "/ " + peer.target() + " max_conns=1 queue=10")) {
            List<RawClient> clients = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                clients.add(ask(lictor, "/" + n));
                int waiting = n;
                Eventually.holds(
                        "the peer is asked, others wait",
                        () -> peer.requests().size() == 1 && waiting(lictor) == waiting);
            }
            answers.release(5);
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            assertThat(peer.requests())
                    .extracting(ScriptedPeer.Request::requestLine)
                    .containsExactly(
                            "GET /0 HTTP/1.1",
                            "GET /1 HTTP/1.1",
                            "GET /2 HTTP/1.1",
                            "GET /3 HTTP/1.1",
                            "GET /4 HTTP/1.1");
            assertThat(waiting(lictor)).isZero();
        }
    }

    @Test
    void answers502WhenTheQueueIsFull() throws Exception {
        try (ScriptedPeer peer = peer();
                Lictor lictor = lictor(1, "/ " + peer.target() + " max_conns=1 queue=1");
                RawClient first = ask(lictor, "/1")) {
            Eventually.holds("asked", () -> peer.requests().size() == 1);
            try (RawClient second = ask(lictor, "/2")) {
                Eventually.holds("waits", () -> waiting(lictor) == 1);
                try (RawClient third = ask(lictor, "/3")) {
                    assertThat(third.read().status()).isEqualTo(502);
                }
                answers.release(2);
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(second.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void answers502WhenItWaitedForQueueTimeout() throws Exception {
        try (ScriptedPeer peer = peer();
                Lictor lictor = lictor(1, "/ " + peer.target() + " max_conns=1 queue=5 queue_timeout=3s");
                RawClient first = ask(lictor, "/1")) {
            Eventually.holds("asked", () -> peer.requests().size() == 1);
            try (RawClient second = ask(lictor, "/2")) {
                Eventually.holds("waits", () -> waiting(lictor) == 1);
                ticker.advance(Duration.ofMillis(2_900));
                Eventually.settle();
                assertThat(waiting(lictor)).isEqualTo(1);
                ticker.advance(Duration.ofMillis(200));
                assertThat(second.read().status()).isEqualTo(502);
                assertThat(waiting(lictor)).isZero();
                answers.release(2);
                assertThat(first.read().status()).isEqualTo(200);
                // The connection of the one that waited in vain goes on.
                assertThat(second.get("/3").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void nobodyWaitsWhenThePeersAreOutRatherThanFull() throws Exception {
        try (RefusingPort a = new RefusingPort();
                RefusingPort b = new RefusingPort();
                Lictor lictor = lictor(1, "/ " + a.target() + "," + b.target() + " max_conns=1 queue=5");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(observed.attempts()).containsExactly("connect_failed", "connect_failed");
        }
    }

    @Test
    void row27aClientThatGoesAwayLeavesTheQueue() throws Exception {
        try (ScriptedPeer peer = peer();
                Lictor lictor = lictor(1, "/ " + peer.target() + " max_conns=1 queue=5");
                RawClient first = ask(lictor, "/1")) {
            Eventually.holds("asked", () -> peer.requests().size() == 1);
            RawClient gone = ask(lictor, "/gone");
            Eventually.holds("waits", () -> waiting(lictor) == 1);
            try (RawClient third = ask(lictor, "/3")) {
                Eventually.holds("waits", () -> waiting(lictor) == 2);
                gone.close();
                Eventually.holds("left", () -> waiting(lictor) == 1);
                answers.release(2);
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(third.read().status()).isEqualTo(200);
            }
            assertThat(observed.exchanges()).contains("499 GET /gone HTTP/1.1");
            assertThat(peer.requests()).hasSize(2);
        }
    }

    @Test
    void whoWaitsLooksAnewWhenThePoolChanges() throws Exception {
        try (ScriptedPeer full = peer();
                ScriptedPeer added = ScriptedPeer.answering("new");
                Lictor lictor = lictor(1, "/ " + full.target() + " max_conns=1 queue=5");
                RawClient first = ask(lictor, "/1")) {
            Eventually.holds("asked", () -> full.requests().size() == 1);
            try (RawClient second = ask(lictor, "/2")) {
                Eventually.holds("waits", () -> waiting(lictor) == 1);
                lictor.apply(
                        Changes.state("/ " + full.target() + "," + added.target() + " max_conns=1 queue=5", lictor));
                assertThat(second.read().body()).isEqualTo("new");
                try (RawClient third = ask(lictor, "/3")) {
                    assertThat(third.read().body()).isEqualTo("new");
                }
                answers.release(1);
                assertThat(first.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whoWaitsIsAnswered502WhenThePeersAreGone() throws Exception {
        try (ScriptedPeer full = peer();
                Lictor lictor = lictor(1, "/ " + full.target() + " max_conns=1 queue=5");
                RawClient first = ask(lictor, "/1")) {
            Eventually.holds("asked", () -> full.requests().size() == 1);
            try (RawClient second = ask(lictor, "/2")) {
                Eventually.holds("waits", () -> waiting(lictor) == 1);
                lictor.apply(Changes.withoutPeers("/ " + full.target() + " max_conns=1 queue=5", lictor));
                assertThat(second.read().status()).isEqualTo(502);
            }
            answers.release(1);
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    @Test
    void row29whoWaitsGoesOnWhenTheEngineDrains() throws Exception {
        ScriptedPeer peer = peer();
        Lictor lictor = lictor(1, "/ " + peer.target() + " max_conns=1 queue=5");
        ExecutorService closer = Executors.newSingleThreadExecutor();
        try (RawClient first = ask(lictor, "/1")) {
            Eventually.holds("asked", () -> peer.requests().size() == 1);
            try (RawClient second = ask(lictor, "/2")) {
                Eventually.holds("waits", () -> waiting(lictor) == 1);
                Future<?> closed = closer.submit(lictor::close);
                answers.release(2);
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(second.read().status()).isEqualTo(200);
                first.close();
                second.close();
                closed.get();
            }
        } finally {
            closer.shutdownNow();
            lictor.close();
            peer.close();
        }
    }

    @Test
    void aRetryWaitsTooAndASlotThatItCannotUseGoesToTheNext() throws Exception {
        try (ScriptedPeer full = peer();
                RefusingPort refusing = new RefusingPort();
                Lictor lictor =
                        lictor(1, "/ " + full.target() + "," + refusing.target() + " max_conns=1 max_fails=0 queue=5");
                RawClient first = ask(lictor, "/1")) {
            // Whether the first began at the refusing peer or not, it ends at the other.
            Eventually.holds("asked", () -> full.requests().size() == 1);
            try (RawClient second = ask(lictor, "/2")) {
                // Refused, and the other is full.
                Eventually.holds("waits", () -> waiting(lictor) == 1);
                assertThat(observed.attempts()).contains("connect_failed");
                answers.release(2);
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(second.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aSlotFreedOnOneLoopWakesWhoWaitsOnAnother() throws Exception {
        try (ScriptedPeer peer = peer();
                Lictor lictor = lictor(3, "/ " + peer.target() + " max_conns=1 queue=50")) {
            // Connections are spread over the loops: each of these three is on a loop of its own.
            List<RawClient> clients = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                clients.add(ask(lictor, "/" + n));
                int waiting = n;
                Eventually.holds("waits", () -> waiting(lictor) == waiting);
            }
            answers.release(3);
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
        }
    }

    /** No slot is lost and none is given twice, whoever frees it, waits for it or goes away. */
    @Test
    void underContentionOverLoopsEverybodyIsServedAndMaxConnsHolds() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    while (connection.awaitRequest()) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        now.decrementAndGet();
                        connection.send(OK);
                    }
                });
                Lictor lictor = lictor(4, "/ " + peer.target() + " max_conns=2 queue=100")) {
            int threads = 16;
            int rounds = 150;
            ConcurrentHashMap<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
            CountDownLatch done = new CountDownLatch(threads);
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            for (int t = 0; t < threads; t++) {
                boolean leaves = t % 4 == 3;
                pool.execute(() -> {
                    RawClient client = RawClient.connect(lictor.port());
                    try {
                        for (int n = 0; n < rounds; n++) {
                            if (leaves && n % 5 == 4) {
                                client.send("GET /left HTTP/1.1\r\nHost: a\r\n\r\n")
                                        .close();
                                client = RawClient.connect(lictor.port());
                            } else {
                                statuses.computeIfAbsent(client.get("/").status(), s -> new AtomicInteger())
                                        .incrementAndGet();
                            }
                        }
                    } finally {
                        client.close();
                        done.countDown();
                    }
                });
            }
            done.await();
            pool.shutdown();
            int asked = (threads - threads / 4) * rounds + threads / 4 * (rounds - rounds / 5);
            assertThat(statuses.entrySet().stream()
                            .collect(Collectors.toMap(
                                    e -> e.getKey(), e -> e.getValue().get())))
                    .containsOnlyKeys(200)
                    .containsEntry(200, asked);
            assertThat(most.get()).isBetween(1, 2);
            Eventually.holds(
                    "nothing is left under way",
                    () -> waiting(lictor) == 0
                            && lictor.view().upstreams().get(0).peers().get(0).inFlight() == 0);
        }
    }
}
