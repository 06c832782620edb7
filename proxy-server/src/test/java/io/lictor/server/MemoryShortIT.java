package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar with so little direct memory that readers who stall use it up: it sheds, and comes back. */
@Timeout(120)
class MemoryShortIT {

    private static final int MEGABYTES = 16;

    /** Of so many, each holding some 64 to 130 KiB, the memory does not suffice. */
    private static final int READERS = 400;

    private static final int BODY = 4 << 20;

    @Test
    void shedsWhileReadersStallAndServesAfterThem() throws Exception {
        stall("auto");
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void shedsWhileReadersStallAndServesAfterThemWith(String transport) throws Exception {
        stall(transport);
    }

    private static void stall(String transport) throws Exception {
        List<RawClient> readers = new ArrayList<>();
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.socket().setSendBufferSize(64 << 10);
                    for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                        int size = head.startsWith("GET /large") ? BODY : 2;
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                        connection.send(new byte[size]);
                    }
                });
                ChildLictor lictor =
                        ChildLictor.start(MEGABYTES, 0, "--route", "/ " + peer.target(), "--transport", transport)) {
            for (int i = 0; i < READERS; i++) {
                // Within a request, as idle connections are closed before anything is shed.
                readers.add(RawClient.connect(lictor.port(), 4096).send("GET /large HTTP/1.1\r\n"));
            }
            Eventually.holds("all accepted", Duration.ofSeconds(30), () -> lictor.overload("connections") == READERS);
            int shed = 0;
            for (RawClient reader : readers) {
                int status = statusOf(reader.send("Host: a\r\n\r\n"));
                assertThat(status).isIn(200, 503);
                shed += status == 503 ? 1 : 0;
            }
            System.out.printf(
                    "%s: %d readers, %d shed, %s%n",
                    transport, READERS, shed, lictor.admin("/api/overload").replaceAll("\\s+", ""));
            assertThat(shed).isPositive();
            assertThat(lictor.log()).anyMatch(line -> line.contains("memory is short level=SHED"));

            readers.forEach(RawClient::reset);
            Eventually.holds(
                    "enough memory again",
                    Duration.ofSeconds(30),
                    () -> lictor.admin("/api/overload").contains("\"normal\""));
            try (RawClient client = RawClient.connect(lictor.port())) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(lictor.log()).noneMatch(line -> line.contains("ERROR") || line.contains("OutOfMemory"));
        }
    }

    private static int statusOf(RawClient reader) throws IOException {
        String head = reader.readHead();
        return Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }
}
