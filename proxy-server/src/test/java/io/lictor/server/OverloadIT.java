package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar at its bounds: of file descriptors and of direct memory. */
@Tag("full")
@Timeout(300)
class OverloadIT {

    private static final int MEGABYTES = 64;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void servesAgainAfterItHadNoFileDescriptorLeft(String transport) throws Exception {
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
            Eventually.holds("accepting fails", () -> lictor.log().stream().anyMatch(l -> l.contains("cannot accept")));
            many.forEach(RawClient::close);
            Eventually.holds("serves again", Duration.ofSeconds(20), () -> {
                try (RawClient client = RawClient.connect(lictor.port())) {
                    return client.get("/").status() == 200;
                }
            });
            assertThat(lictor.log())
                    .filteredOn(l -> l.contains("cannot accept"))
                    .hasSize(1);
            assertThat(lictor.log()).noneMatch(l -> l.contains("ERROR"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void survivesFourTimesItsMemoryInLoadAndServesAgain(String transport) throws Exception {
        overload(transport, 300);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void survivesManyTimesItsMemoryInLoad(String transport) throws Exception {
        overload(transport, 1_500);
    }

    /** Uploads of which nearly a megabyte each is kept for the next peer, as this one does not answer. */
    private static void overload(String transport, int uploads) throws Exception {
        byte[] body = new byte[900_000];
        Queue<RawClient> clients = new ConcurrentLinkedQueue<>();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    while (connection.readHead().startsWith("GET")) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                    connection.awaitClose();
                });
                ChildLictor lictor = ChildLictor.start(
                        MEGABYTES,
                        0,
                        "--route",
                        "/ " + peer.target() + " client_body_buffer_size=1m",
                        "--transport",
                        transport)) {
            for (int i = 0; i < uploads; i++) {
                Thread upload = new Thread(() -> upload(lictor.port(), body, clients), "upload");
                upload.setDaemon(true);
                upload.start();
            }
            Eventually.holds(
                    "memory is short",
                    Duration.ofSeconds(30),
                    () -> lictor.log().stream().anyMatch(line -> line.contains("level=SHED")));
            System.out.printf(
                    "%s uploads=%d rss=%d MiB %s%n",
                    transport,
                    uploads,
                    lictor.residentMebibytes(),
                    lictor.admin("/api/overload").replaceAll("\\s+", ""));
            assertThat(lictor.admin("/health/live")).contains("true");
            clients.forEach(RawClient::reset);
            Eventually.holds("serves again", Duration.ofSeconds(30), () -> {
                clients.forEach(RawClient::reset);
                try (RawClient client = RawClient.connect(lictor.port())) {
                    return client.get("/").status() == 200;
                } catch (UncheckedIOException e) {
                    return false;
                }
            });
            assertThat(lictor.isAlive()).isTrue();
            assertThat(lictor.log()).noneMatch(line -> line.contains("OutOfMemory") || line.contains("OutOfDirect"));
        }
    }

    private static void upload(int port, byte[] body, Queue<RawClient> clients) {
        try {
            RawClient client = RawClient.connect(port);
            clients.add(client);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
                    .send(body);
        } catch (UncheckedIOException e) {
            // Refused, or answered 503 and closed: what the test is about.
        }
    }
}
