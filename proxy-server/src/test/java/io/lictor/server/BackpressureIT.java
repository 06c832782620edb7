package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Large bodies and slow readers through the jar, with 64 MiB of heap and of direct memory. */
@Timeout(300)
class BackpressureIT {

    private static final int MEGABYTES = 64;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final List<String> TRANSPORTS = List.of("io_uring", "epoll", "nio");

    /** What one stalled reader, and each end of a body that passes, may hold of direct memory: docs/architecture.md. */
    private static final long BOUND = 256 << 10;

    /** What the allocator has beyond, however few connections there are. */
    private static final long ALLOCATOR = 8 * MIB;

    @Test
    void passesABodyUpAndABodyDown() throws Exception {
        passBodies("auto", 64 * MIB, 1024 * MIB);
    }

    /** All transports at the same time, as it takes 102 seconds by its nature. */
    @Tag("full")
    @Test
    void passesAGigabyteUpAndAGigabyteDownToASlowReader() throws Exception {
        List<FutureTask<Void>> runs = new ArrayList<>();
        for (String transport : TRANSPORTS) {
            FutureTask<Void> run = new FutureTask<>(() -> {
                passBodies(transport, 1024 * MIB, 10 * MIB);
                return null;
            });
            new Thread(run, transport).start();
            runs.add(run);
        }
        for (FutureTask<Void> run : runs) {
            run.get();
        }
    }

    @Test
    void holdsABoundedWindowOfEachStalledReader() throws Exception {
        stall("auto", 50, 4 * MIB);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @FieldSource("TRANSPORTS")
    void holdsABoundedWindowOf200StalledReaders(String transport) throws Exception {
        stall(transport, 200, 4 * MIB);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @FieldSource("TRANSPORTS")
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
                        sendBody(connection, size);
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
            FutureTask<Long> reading =
                    new FutureTask<>(() -> readSlowly(reader.socket().getInputStream(), size, bytesPerSecond));
            new Thread(reading, "reader").start();
            long most = 0;
            while (!reading.isDone() || sending.isAlive()) {
                most = Math.max(most, lictor.overload("direct_memory_used"));
                Eventually.settle();
            }
            tell(transport + " bodies of " + size / MIB + " MiB", most, lictor);
            assertThat(sender.read().status()).isEqualTo(200);
            assertThat(up.get()).isEqualTo(size);
            assertThat(reading.get()).isEqualTo(size);
            assertThat(most).isBetween(1L, 4 * BOUND + ALLOCATOR);
            assertThat(lictor.log()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
        }
    }

    /**
     * {@code readers} bodies of {@code size} bytes, and a quarter as many beside them of a little more than what the kernel and
     * the proxy take, so that of some the end is there and may not be read.
     */
    private static void stall(String transport, int readers, long size) throws Exception {
        List<RawClient> stalled = new ArrayList<>();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    // The kernel's memory, bounded for all connections together, is not what is looked at.
                    connection.socket().setSendBufferSize(64 << 10);
                    String head = connection.readHead();
                    sendBody(connection, Long.parseLong(head.substring("GET /".length(), head.indexOf(' ', 5))));
                    // And ends: what the kernel took of it is there, with the FIN behind.
                });
                ChildLictor lictor =
                        ChildLictor.start(MEGABYTES, 0, "--route", "/ " + peer.target(), "--transport", transport)) {
            int all = readers + readers / 4;
            for (int i = 0; i < all; i++) {
                RawClient client = RawClient.connect(lictor.port(), 4096);
                client.send("GET /" + (i < readers ? size : smallSize(i - readers)) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .readHead();
                stalled.add(client);
            }
            long[] before = {-1};
            Eventually.holds("stands still", Duration.ofSeconds(30), () -> {
                Eventually.settle();
                Eventually.settle();
                long now = lictor.overload("direct_memory_used");
                boolean same = now == before[0];
                before[0] = now;
                return same;
            });
            String bodies = readers + " bodies of " + size / MIB + " MiB, " + (all - readers) + " smaller ones";
            tell(transport + " stalled readers: " + bodies, before[0], lictor);
            assertThat(before[0]).isBetween(16 * KIB * all, all * BOUND + ALLOCATOR);
            try (RawClient client = RawClient.connect(lictor.port())) {
                assertThat(client.get("/2").status()).isEqualTo(200);
            }
            for (int i = 0; i < 12; i++) {
                RawClient goesOn = stalled.get(readers + i);
                goesOn.socket().setReceiveBufferSize(1 << 20);
                goesOn.readBytes(smallSize(i));
            }
            stalled.forEach(RawClient::reset);
            assertThat(lictor.log()).noneMatch(line -> line.contains("ERROR") || line.contains("OutOfMemory"));
        }
    }

    private static int smallSize(int number) {
        return (80 + 64 * number) << 10;
    }

    private static void sendBody(ScriptedPeer.Connection connection, long size) throws IOException {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
        byte[] block = new byte[64 << 10];
        for (long rest = size; rest > 0; rest -= block.length) {
            connection.send(rest < block.length ? new byte[(int) rest] : block);
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

    private static void tell(String what, long direct, ChildLictor lictor) throws IOException {
        System.out.printf("%s: direct=%d KiB peak rss=%d MiB%n", what, direct >> 10, lictor.peakMebibytes());
    }
}
