package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens at the bounds of connections and of memory: whole proxy, real loopback sockets, each transport. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class OverloadTest {

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    OverloadTest(Transport transport) {
        this.transport = transport;
    }

    private LictorBuilder builder(String route) {
        return Lictor.builder()
                .listen(0)
                .workers(2)
                .transport(transport)
                .observer(observed)
                .allocator(buffers)
                .route(route);
    }

    @Test
    void closesTheConnectionThatHasBeenIdleForTheLongestTimeToMakeRoom() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = builder("/ " + peer.target())
                        .maxConnections(2)
                        .workers(1)
                        .start();
                RawClient first = RawClient.connect(lictor.port());
                RawClient second = RawClient.connect(lictor.port())) {
            // The second was idle before the first was.
            assertThat(second.get("/").status()).isEqualTo(200);
            Eventually.settle();
            assertThat(first.get("/").status()).isEqualTo(200);
            Eventually.settle();
            try (RawClient third = RawClient.connect(lictor.port())) {
                assertThat(third.get("/").status()).isEqualTo(200);
            }
            assertThat(lictor.overload().idleClosed()).isPositive();
            assertThat(lictor.overload().timesFull()).isPositive();
        }
    }

    @Test
    void doesNotAcceptAboveTheBoundWhileAllAreBusyAndGoesOnWhenOneIsNot() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        List<RawClient> busy = new ArrayList<>();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    while (connection.awaitRequest()) {
                        answer.await();
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                Lictor lictor = builder("/ " + peer.target()).maxConnections(4).start()) {
            for (int i = 0; i < 4; i++) {
                int number = i + 1;
                busy.add(RawClient.connect(lictor.port()).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
                Eventually.holds(
                        "request " + number + " at the peer",
                        () -> peer.requests().size() == number);
            }
            assertThat(lictor.overload().accepting()).isFalse();
            try (RawClient waiting = RawClient.connect(lictor.port())) {
                waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.settle();
                assertThat(lictor.openConnections()).isEqualTo(4);
                assertThat(peer.requests()).hasSize(4);
                answer.countDown();
                busy.forEach(RawClient::close);
                assertThat(waiting.read().status()).isEqualTo(200);
            }
            Eventually.holds("accepts again", () -> lictor.overload().accepting());
        }
    }

    @Test
    void answers503WhileMemoryIsShortAndServesAgainAfterwards() throws Exception {
        AtomicLong used = new AtomicLong();
        buffers.pretend(used::get);
        // So little that two connections could hold all of it.
        long budget = 600_000;
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor =
                        builder("/ " + peer.target()).memoryBudget(budget).start();
                RawClient under = RawClient.connect(lictor.port());
                RawClient idle = RawClient.connect(lictor.port())) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            under.send("GET / HTTP/1.1\r\nHost: a\r\n");
            Eventually.holds("both connected", () -> lictor.openConnections() == 2);
            Eventually.settle();
            used.set(budget / 100 * 90);
            Eventually.holds("sheds", () -> lictor.overload().memoryLevel().equals("shed"));
            assertThat(lictor.overload().accepting()).isFalse();
            assertThat(idle.isClosedCleanly()).isTrue();
            // Each loop is told by a task of its own.
            Eventually.settle();
            RawClient.Response shed = under.send("\r\n").read();
            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.field("connection")).isEqualTo("close");
            assertThat(lictor.overload().requestsShed()).isEqualTo(1);
            try (RawClient waiting = RawClient.connect(lictor.port())) {
                waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                used.set(0);
                assertThat(waiting.read().status()).isEqualTo(200);
            }
            assertThat(lictor.overload().memoryLevel()).isEqualTo("normal");
        }
    }
}
