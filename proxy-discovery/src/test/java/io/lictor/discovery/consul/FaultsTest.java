package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static io.lictor.discovery.consul.RawServer.cut;
import static io.lictor.discovery.consul.RawServer.text;
import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole registry before a server that answers by the byte: what is broken is an error, and nothing else. */
@Timeout(60)
class FaultsTest {

    private static final String OK =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-KnownLeader: true\r\nX-Consul-Index: ";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static ConsulOptions options(RawServer server, int queries) {
        return new ConsulOptions(false, "127.0.0.1", server.port(), Optional.of("s3cr3t"), Optional.empty(), true)
                .withMaxBlockingQueries(queries);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "reset in the head|HTTP/1.1 200 OK\r\nX-Consul-Ind",
                "nothing at all|",
                "reset in the body|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 500\r\n\r\n[{\"Node\":",
                "truncated JSON|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 9\r\n\r\n[{\"Node\":",
                "a length too long|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 9\r\n\r\n[]",
                "a length too short|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 1\r\n\r\n[]",
                "a length that is none|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: x\r\n\r\n[",
                "a chunk that is cut|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[",
                "gzip nobody asked for|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Encoding: gzip\r\nContent-Length:"
                        + " 4\r\n\r\n\u001f\u008b\b\u0000",
                "HTML|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 13\r\n\r\n<html></html>",
                "null|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 4\r\n\r\nnull",
                "an object for a list|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 2\r\n\r\n{}",
                "64 MB|HTTP/1.1 200 OK\r\nX-Consul-Index: 8\r\nContent-Length: 67108864\r\n\r\n[",
                "no index that is a number|HTTP/1.1 200 OK\r\nX-Consul-Index: x\r\nContent-Length: 2\r\n\r\n[]",
                "a redirect|HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
                "no HTTP|SSH-2.0-OpenSSH_9.2\r\n",
            })
    void isAnErrorAndTakesNothingAway(String fault) throws Exception {
        String bytes = fault.substring(fault.indexOf('|') + 1);
        RecordingReceiver receiver = new RecordingReceiver();
        try (RawServer server = new RawServer(
                        text(OK + 7, list(passing("n1", 1))),
                        cut(bytes),
                        text(OK + 9, list(passing("n1", 1), passing("n1", 2))));
                ConsulRegistry registry = ConsulRegistry.create(options(server, 128))) {
            server.otherwise(head -> server.silence());
            Registry.Watch watch = registry.watchService("a", receiver);
            eventually("told again", SOON, () -> receiver.told.size() == 2);
            assertThat(receiver.faults).isNotEmpty();
            assertThat(receiver.told.get(0).instances()).hasSize(1);
            assertThat(receiver.ports()).containsExactly(1, 2);
            assertThat(receiver.faults.toString()).doesNotContain("s3cr3t");
            watch.close();
        }
    }

    /** One that accepts and never answers is an error after the deadline of a question that is answered at once. */
    @Test
    void givesUpOnAnAgentThatNeverAnswers() throws Exception {
        RecordingReceiver receiver = new RecordingReceiver();
        try (RawServer server = new RawServer();
                ConsulRegistry registry = ConsulRegistry.create(options(server, 128))) {
            server.script(server.silence());
            server.otherwise(head -> text(OK + 9, list(passing("n1", 1))));
            registry.watchService("a", receiver);
            eventually("told", SOON, () -> !receiver.told.isEmpty());
            assertThat(receiver.faults).singleElement().matches(f -> f.message().contains("10000 ms"));
        }
    }

    private static RawServer holding() throws Exception {
        RawServer server = new RawServer();
        server.otherwise(head -> head.contains("index=") ? server.silence() : text(OK + 7, list(passing("n1", 1))));
        return server;
    }

    @Test
    void stopsFiveHundredOpenQuestionsWithinASecondAndLeavesNothing() throws Exception {
        try (RawServer server = holding()) {
            long descriptors = descriptors();
            ConsulRegistry registry = ConsulRegistry.create(options(server, 4_000));
            List<RecordingReceiver> receivers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                RecordingReceiver receiver = new RecordingReceiver();
                receivers.add(receiver);
                registry.watchService("s" + i, receiver);
            }
            eventually(
                    "all wait",
                    SOON,
                    () -> server.requests().stream()
                                    .filter(head -> head.contains("index="))
                                    .count()
                            == 500);
            assertThat(descriptors()).isGreaterThan(descriptors + 950);
            long before = System.nanoTime();
            registry.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            eventually("no thread", SOON, FaultsTest::noThreads);
            // The server's ends are open still: it is silent and does not notice.
            eventually("no connection", SOON, () -> descriptors() < descriptors + 550);
            assertThat(receivers).allMatch(receiver -> receiver.told.size() == 1);
        }
    }

    private static boolean noThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("lictor-consul"));
    }

    @Test
    void startsAndStopsAThousandTimesWithoutALeak() throws Exception {
        try (RawServer server = holding()) {
            for (int i = 0; i < 50; i++) {
                startAndStop(server);
            }
            long before = descriptors();
            for (int i = 0; i < 1_000; i++) {
                startAndStop(server);
            }
            eventually("no thread", SOON, FaultsTest::noThreads);
            // The server's end of each open question stays: it is silent and does not notice.
            assertThat(descriptors()).isLessThan(before + 1_050);
        }
    }

    private static void startAndStop(RawServer server) {
        try (ConsulRegistry registry = ConsulRegistry.create(options(server, 128))) {
            RecordingReceiver receiver = new RecordingReceiver();
            registry.watchService("a", receiver);
            registry.watchService("b", new RecordingReceiver()).close();
            eventually("told", SOON, () -> !receiver.told.isEmpty());
        }
    }

    private static long descriptors() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
