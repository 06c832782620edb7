package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slow clients take nothing from the others: whole proxy, real loopback sockets. */
final class SlowClientsTest {

    private static final int SENDERS_OF_EACH = 650;

    /** Fewer: what the kernel holds for each, 4 MiB, would be short else, and every connection stall (tcp_mem). */
    private static final int READERS = 200;

    /** Every buffer is counted here; to be traced as well would be what takes the time. */
    @BeforeAll
    static void withoutTraces() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @Tag("full")
    @Test
    void servesANormalRequestAtOnceBesideManyClientsThatSendOrReadSlowly() throws Exception {
        CountingAllocator buffers = new CountingAllocator();
        byte[] body = new byte[4 << 20];
        List<RawClient> readers = new ArrayList<>();
        List<RawClient> slow = new ArrayList<>();
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                ScriptedPeer large = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
                    connection.send(body);
                });
                Lictor lictor = Lictor.builder()
                        .listen(0)
                        .workers(2)
                        .allocator(buffers)
                        .route("/ " + peer.target())
                        .route("/large " + large.target())
                        .start();
                RawClient normal = RawClient.connect(lictor.port())) {
            for (int i = 0; i < READERS; i++) {
                readers.add(RawClient.connect(lictor.port(), 4096).send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
            for (int i = 0; i < SENDERS_OF_EACH; i++) {
                slow.add(RawClient.connect(lictor.port()).send("GET / HTTP/1.1\r\nHo"));
                slow.add(RawClient.connect(lictor.port())
                        .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx"));
            }
            Eventually.holds(
                    "all there",
                    Duration.ofSeconds(30),
                    () -> lictor.openConnections() == READERS + 2 * SENDERS_OF_EACH + 1);
            Eventually.holds("the large answers stand still", Duration.ofSeconds(30), () -> {
                long before = buffers.liveBytes();
                Eventually.settle();
                return buffers.liveBytes() == before;
            });
            List<Duration> times = new ArrayList<>();
            for (int round = 0; round < 21; round++) {
                // Each of them is a little less slow than nothing.
                for (int i = 0; i < slow.size(); i += 2) {
                    slow.get(i).send("s");
                    slow.get(i + 1).send("x");
                }
                long began = System.nanoTime();
                assertThat(normal.get("/").status()).isEqualTo(200);
                times.add(Duration.ofNanos(System.nanoTime() - began));
            }
            // Not each: the machine may be busy with others, and nothing takes longer than a read of the client, ten
            // seconds.
            times.sort(Duration::compareTo);
            assertThat(times.get(times.size() / 2)).isLessThan(Duration.ofSeconds(1));
            readers.forEach(RawClient::close);
            slow.forEach(RawClient::close);
        }
        buffers.awaitNone();
    }
}
