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
import org.junit.jupiter.api.Test;

/** Slow clients take nothing from the others: whole proxy, real loopback sockets. */
final class SlowClientsTest {

    private static final int OF_EACH = 500;
    private static final int REQUESTS = 20;

    /** Every buffer is counted here; to be traced as well would be what takes the time. */
    @BeforeAll
    static void withoutTraces() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @Test
    void servesEveryNormalRequestAtOnceBesideManyClientsThatSendOrReadSlowly() throws Exception {
        CountingAllocator buffers = new CountingAllocator();
        // More than what waits in the proxy and little enough of the kernel's memory, which all connections share
        // (tcp_mem).
        byte[] body = new byte[256 << 10];
        List<RawClient> readers = new ArrayList<>();
        List<RawClient> senders = new ArrayList<>();
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                ScriptedPeer large = ScriptedPeer.start(connection -> {
                    connection.socket().setSendBufferSize(16 << 10);
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
            for (int i = 0; i < OF_EACH; i++) {
                readers.add(RawClient.connect(lictor.port(), 4096).send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
                senders.add(RawClient.connect(lictor.port()).send("GET / HTTP/1.1\r\nHo"));
                senders.add(RawClient.connect(lictor.port())
                        .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx"));
            }
            Eventually.holds("all there", Duration.ofSeconds(30), () -> lictor.openConnections() == 3 * OF_EACH + 1);
            Eventually.holds(
                    "all large answers have begun", Duration.ofSeconds(30), () -> large.connections() == OF_EACH);
            Eventually.holds("the large answers stand still", Duration.ofSeconds(30), () -> {
                long before = buffers.liveBytes();
                Eventually.settle();
                return buffers.liveBytes() == before;
            });
            List<Duration> times = new ArrayList<>();
            for (int round = 0; round < REQUESTS; round++) {
                // Each of them is a little less slow than nothing.
                for (int i = 0; i < OF_EACH; i++) {
                    readers.get(i).readBytes(1);
                    senders.get(2 * i).send("s");
                    senders.get(2 * i + 1).send("x");
                }
                long began = System.nanoTime();
                assertThat(normal.get("/").status()).isEqualTo(200);
                times.add(Duration.ofNanos(System.nanoTime() - began));
            }
            System.out.printf("normal requests took %s%n", times);
            assertThat(times).allMatch(time -> time.compareTo(Duration.ofSeconds(1)) < 0);
            readers.forEach(RawClient::reset);
            senders.forEach(RawClient::close);
        }
        buffers.awaitNone();
    }
}
