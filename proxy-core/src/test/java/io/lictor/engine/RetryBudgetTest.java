package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.RefusingPort;
import io.lictor.testkit.ScriptedPeer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code retry_budget}: what an outage may add to the load. */
final class RetryBudgetTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private static final int CLIENTS = 40;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final RecordingObserver observed = new RecordingObserver();
    private final CountDownLatch firstFail = new CountDownLatch(1);
    private final CountDownLatch secondAnswer = new CountDownLatch(1);
    private final Map<String, AtomicInteger> tries = new HashMap<>();
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();

    private Lictor lictor(String route) throws StartException {
        return Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(2)
                .observer(observed)
                .route(route)
                .start();
    }

    /** Fails each request's first try and answers its second; all first ones, and all second ones, at once. */
    private ScriptedPeer failing() {
        return ScriptedPeer.start(connection -> {
            while (true) {
                String line = connection.readRequest().requestLine();
                int number;
                synchronized (tries) {
                    number = tries.computeIfAbsent(line, l -> new AtomicInteger())
                            .incrementAndGet();
                }
                if (number == 1) {
                    first.incrementAndGet();
                    firstFail.await();
                    return;
                }
                second.incrementAndGet();
                secondAnswer.await();
                connection.send(OK);
            }
        });
    }

    private static List<RawClient> ask(Lictor lictor) {
        List<RawClient> clients = new ArrayList<>();
        for (int n = 0; n < CLIENTS; n++) {
            clients.add(RawClient.connect(lictor.port()).send("GET /" + n + " HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        return clients;
    }

    private static int count(List<RawClient> clients, int status) {
        int count = 0;
        for (RawClient client : clients) {
            count += client.read().status() == status ? 1 : 0;
            client.close();
        }
        return count;
    }

    @Test
    void secondTriesUnderWayAreAFifthOfTheRequestsUnderWay() throws Exception {
        try (ScriptedPeer a = failing();
                ScriptedPeer b = failing();
                Lictor lictor = lictor("/ " + a.target() + "," + b.target() + " max_fails=0")) {
            List<RawClient> clients = ask(lictor);
            Eventually.holds("all are at a peer", () -> first.get() == CLIENTS);
            firstFail.countDown();
            Eventually.holds(
                    "each is tried again or refused",
                    () -> second.get() + observed.refusals() == CLIENTS
                            && observed.exchanges().size() == observed.refusals());
            int retried = second.get();
            assertThat(retried).isBetween(3, CLIENTS / 5);
            secondAnswer.countDown();
            assertThat(count(clients, 200)).isEqualTo(retried);
            assertThat(observed.exchanges())
                    .filteredOn(e -> e.startsWith("502"))
                    .hasSize(CLIENTS - retried);
        }
    }

    @Test
    void offTriesAllAgainAsNginx() throws Exception {
        try (ScriptedPeer a = failing();
                ScriptedPeer b = failing();
                Lictor lictor = lictor("/ " + a.target() + "," + b.target() + " max_fails=0 retry_budget=off")) {
            List<RawClient> clients = ask(lictor);
            Eventually.holds("all are at a peer", () -> first.get() == CLIENTS);
            firstFail.countDown();
            Eventually.holds("each is tried again", () -> second.get() == CLIENTS);
            secondAnswer.countDown();
            assertThat(count(clients, 200)).isEqualTo(CLIENTS);
            assertThat(observed.refusals()).isZero();
        }
    }

    @Test
    void aFailureThatTakesItsPeerOutIsOutsideTheBudget() throws Exception {
        try (ScriptedPeer bad = failing();
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + bad.target() + "," + good.target() + " retry_budget=0%")) {
            List<RawClient> clients = ask(lictor);
            Eventually.holds(
                    "all are at a peer", () -> first.get() + good.requests().size() == CLIENTS);
            assertThat(first.get()).isGreaterThan(3);
            firstFail.countDown();
            assertThat(count(clients, 200)).isEqualTo(CLIENTS);
            assertThat(observed.refusals()).isZero();
        }
    }

    @Test
    void whatWasNeverSentIsOutsideTheBudget() throws Exception {
        try (RefusingPort bad = new RefusingPort();
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor(
                        "/ " + bad.target() + "," + good.target() + " retry_budget=0% max_fails=0 max_conns=500")) {
            assertThat(count(ask(lictor), 200)).isEqualTo(CLIENTS);
            assertThat(observed.attempts()).contains("connect_failed");
            assertThat(observed.refusals()).isZero();
        }
    }

    @Test
    void aListedStatusThatMayNotBeTriedAgainPassesThroughUncounted() throws Exception {
        String busy = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
        CountDownLatch all = new CountDownLatch(1);
        ScriptedPeer.Script script = connection -> {
            while (connection.awaitRequest()) {
                first.incrementAndGet();
                all.await();
                connection.send(busy);
            }
        };
        try (ScriptedPeer a = ScriptedPeer.start(script);
                ScriptedPeer b = ScriptedPeer.start(script);
                Lictor lictor = lictor("/ " + a.target() + "," + b.target()
                        + " proxy_next_upstream=http_503 max_fails=1000 retry_budget=0%")) {
            List<RawClient> clients = ask(lictor);
            Eventually.holds("all are at a peer", () -> first.get() == CLIENTS);
            all.countDown();
            assertThat(count(clients, 503)).isEqualTo(CLIENTS);
            assertThat(observed.refusals()).isPositive();
            int failures = lictor.view().upstreams().get(0).peers().stream()
                    .mapToInt(peer -> (int) peer.failures())
                    .sum();
            assertThat(failures).isEqualTo(CLIENTS - observed.refusals());
        }
    }
}
