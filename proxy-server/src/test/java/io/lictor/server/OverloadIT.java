package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar at its bounds: of file descriptors and of direct memory. */
@Timeout(120)
class OverloadIT {

    private static final int MEGABYTES = 64;
    private static final int BODY = 900_000;

    /** What was asked at its worst must come within this; a page takes milliseconds else. */
    private static final Duration ADMIN_ANSWERS_WITHIN = Duration.ofSeconds(2);

    @Test
    void servesAgainAfterItHadNoFileDescriptorLeft() throws Exception {
        runOutOfFileDescriptors("auto");
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void servesAgainAfterItHadNoFileDescriptorLeftWith(String transport) throws Exception {
        runOutOfFileDescriptors(transport);
    }

    @Test
    void servesBesideFourTimesItsMemoryInUploads() throws Exception {
        upload("auto", 300, BODY);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void servesBesideFourTimesItsMemoryInUploadsWith(String transport) throws Exception {
        upload(transport, 300, BODY);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void servesBesideManyTimesMoreUploads(String transport) throws Exception {
        upload(transport, 1_500, 300_000);
    }

    private static void runOutOfFileDescriptors(String transport) throws Exception {
        List<RawClient> many = new ArrayList<>();
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                ChildLictor lictor = ChildLictor.start(
                        MEGABYTES,
                        256,
                        "--route",
                        "/ " + peer.target(),
                        "--transport",
                        transport,
                        "--max-connections",
                        "5000")) {
            assertThat(lictor.log()).anyMatch(line -> line.contains("WARN") && line.contains("open files limit=256"));
            for (int i = 0; i < 400; i++) {
                many.add(RawClient.connect(lictor.port()).send("GET / HTTP/1.1\r\nHo"));
            }
            Eventually.holds("accepting fails", () -> logged(lictor, "cannot accept") == 1);
            many.forEach(RawClient::close);
            Eventually.holds("serves again, and says so", Duration.ofSeconds(20), () -> {
                boolean serves = serves(lictor);
                return serves && logged(lictor, "accepting connections again") == 1;
            });
            assertThat(logged(lictor, "cannot accept")).isEqualTo(1);
            assertThat(lictor.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    /** Uploads of which each could be kept for the next peer, as this one does not answer. */
    private static void upload(String transport, int count, int size) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    while (connection.readHead().startsWith("GET")) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                    // Neither reads nor answers until the test is over.
                    over.await();
                });
                ChildLictor lictor = ChildLictor.start(
                        MEGABYTES,
                        0,
                        "--route",
                        "/ " + peer.target() + " client_body_buffer_size=1m",
                        "--transport",
                        transport)) {
            try (Uploads uploads = Uploads.start(lictor.port(), count, 1_000_000, size)) {
                Eventually.holds("all accepted", Duration.ofSeconds(30), () -> lictor.overload("connections") == count);
                uploads.sendBodies();
                Eventually.holds(
                        "bodies fill what they may",
                        Duration.ofSeconds(30),
                        () -> lictor.overload("direct_memory_used") > 16 << 20);
                long began = System.nanoTime();
                assertThat(lictor.admin("/health/live")).contains("true");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ADMIN_ANSWERS_WITHIN);
                System.out.printf(
                        "%s accepted=%d peak rss=%d MiB %s%n",
                        transport,
                        count,
                        lictor.peakMebibytes(),
                        lictor.admin("/api/overload").replaceAll("\\s+", ""));
                Eventually.settle();
                assertThat(serves(lictor)).isTrue();
            }
            Eventually.holds("serves again", Duration.ofSeconds(30), () -> serves(lictor));
            assertThat(lictor.isAlive()).isTrue();
            assertThat(lictor.log()).noneMatch(line -> line.contains("OutOfMemory") || line.contains("OutOfDirect"));
        } finally {
            over.countDown();
        }
    }

    private static boolean serves(ChildLictor lictor) {
        try (RawClient client = RawClient.connect(lictor.port())) {
            return client.get("/").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static long logged(ChildLictor lictor, String part) {
        return lictor.log().stream().filter(line -> line.contains(part)).count();
    }
}
