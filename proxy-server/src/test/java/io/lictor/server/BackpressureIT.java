package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies and slow readers through the jar, with 64 MiB of heap and of direct memory. */
@Tag("full")
@Timeout(900)
class BackpressureIT {

    private static final int MEGABYTES = 64;
    private static final long MIB = 1 << 20;

    /** What one stalled reader may hold of direct memory: docs/architecture.md. */
    private static final long BOUND = 256 << 10;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void passesABodyUpAndABodyDown(String transport) throws Exception {
        passBodies(transport, 64 * MIB, 200 * MIB);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void passesAGigabyteUpAndAGigabyteDownToASlowReader(String transport) throws Exception {
        passBodies(transport, 1024 * MIB, 10 * MIB);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void holdsABoundedWindowOfEachStalledReader(String transport) throws Exception {
        stall(transport, 100, 4 * MIB);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void holdsABoundedWindowOf200StalledReadersOfLargeBodies(String transport) throws Exception {
        stall(transport, 200, 100 * MIB);
    }

    private static void passBodies(String transport, long size, long bytesPerSecond) throws Exception {
        AtomicLong up = new AtomicLong();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    String head = connection.readHead();
                    if (head.startsWith("POST")) {
                        up.set(readSlowly(connection.socket().getInputStream(), size, bytesPerSecond));
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        connection.awaitClose();
                    } else {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                        byte[] block = new byte[64 << 10];
                        for (long sent = 0; sent < size; sent += block.length) {
                            connection.send(block);
                        }
                        // And ends, while most of it is yet to be read.
                    }
                });
                ChildLictor lictor = ChildLictor.start(
                        MEGABYTES,
                        0,
                        "--route",
                        "/ " + peer.target() + " client_max_body_size=0",
                        "--transport",
                        transport);
                RawClient sender = RawClient.connect(lictor.port());
                RawClient reader = RawClient.connect(lictor.port())) {
            sender.socket().setSoTimeout(600_000);
            Thread sending = new Thread(
                    () -> {
                        sender.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
                        byte[] block = new byte[64 << 10];
                        for (long sent = 0; sent < size; sent += block.length) {
                            sender.send(block);
                        }
                    },
                    "sender");
            sending.start();
            reader.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            long down = readSlowly(reader.socket().getInputStream(), size, bytesPerSecond);
            tell(transport + " bodies of " + size / MIB + " MiB", lictor);
            assertThat(sender.read().status()).isEqualTo(200);
            sending.join();
            assertThat(up.get()).isEqualTo(size);
            assertThat(down).isEqualTo(size);
            assertThat(lictor.log()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
        }
    }

    private static void stall(String transport, int readers, long size) throws Exception {
        List<RawClient> stalled = new ArrayList<>();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    String head = connection.readHead();
                    boolean small = head.startsWith("GET /small");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + (small ? 2 : size) + "\r\n\r\n");
                    byte[] block = new byte[small ? 2 : 64 << 10];
                    for (long sent = 0; sent < (small ? 2 : size); sent += block.length) {
                        connection.send(block);
                    }
                    // And ends: what the kernel took of it is there, with the FIN behind.
                });
                ChildLictor lictor =
                        ChildLictor.start(MEGABYTES, 0, "--route", "/ " + peer.target(), "--transport", transport)) {
            for (int i = 0; i < readers; i++) {
                RawClient client = RawClient.connect(lictor.port(), 4096);
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
                stalled.add(client);
            }
            long[] before = {-1};
            Eventually.holds("stands still", () -> {
                Eventually.settle();
                Eventually.settle();
                long now = lictor.overload("direct_memory_used");
                boolean same = now == before[0];
                before[0] = now;
                return same;
            });
            tell(transport + " stalled readers: " + readers, lictor);
            assertThat(lictor.overload("direct_memory_used")).isLessThan(readers * BOUND + 16 * MIB);
            try (RawClient client = RawClient.connect(lictor.port())) {
                assertThat(client.get("/small").status()).isEqualTo(200);
            }
            stalled.forEach(RawClient::reset);
            assertThat(lictor.log()).noneMatch(line -> line.contains("ERROR") || line.contains("OutOfMemory"));
        }
    }

    private static long readSlowly(InputStream in, long size, long bytesPerSecond) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long began = System.nanoTime();
        long total = 0;
        while (total < size) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, size - total));
            if (n < 0) {
                return total;
            }
            total += n;
            long due = began + total * 1_000 / bytesPerSecond * 1_000_000;
            LockSupport.parkNanos(Math.min(TimeUnit.SECONDS.toNanos(1), due - System.nanoTime()));
        }
        return total;
    }

    private static void tell(String what, ChildLictor lictor) throws IOException {
        System.out.printf(
                "%s: direct=%d KiB rss=%d MiB%n",
                what, lictor.overload("direct_memory_used") >> 10, lictor.residentMebibytes());
    }
}
