package io.lictor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lictor.config.spec.ListenerParser;
import io.lictor.config.spec.SpecException;
import io.lictor.conformance.WireLinter;
import io.lictor.conformance.WireLinter.Direction;
import io.lictor.conformance.WireLinter.Message;
import io.lictor.engine.Lictor;
import io.lictor.engine.StartException;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Broken messages of all kinds: an answer or a close comes of each, nothing unclean is forwarded, nothing is thrown. */
final class AnyBytesTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    /** Connections at a time: most of the time of each is spent waiting for a deadline. */
    private static final int AT_A_TIME = 48;

    private static final String LIMITS = "client_header_timeout=150ms client_body_timeout=150ms"
            + " keepalive_timeout=150ms lingering_time=300ms lingering_timeout=150ms";
    private static final String USUAL = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: last\r\nConnection: close\r\n\r\n";

    private final Queue<String> unclean = new ConcurrentLinkedQueue<>();
    private final ScriptedPeer peer = ScriptedPeer.start(this::serve);
    private final ScriptedPeer breaking = ScriptedPeer.start(this::breakAnswer);
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Set<String> statuses = new TreeSet<>();
    private Lictor lictor;

    @BeforeEach
    void start() throws StartException, SpecException {
        logged.start();
        root.addAppender(logged);
        String timeouts = " max_fails=0 proxy_read_timeout=150ms";
        lictor = Lictor.builder()
                .allocator(buffers)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenerParser.options(LIMITS))
                .workers(1)
                .route("/ " + peer.target() + timeouts)
                .route("/broken " + breaking.target() + timeouts)
                .start();
    }

    @AfterEach
    void stop() {
        lictor.close();
        peer.close();
        breaking.close();
        root.detachAppender(logged);
    }

    @Test
    void whateverAClientSendsItGetsAnAnswerOrACloseAndNothingUncleanGoesOn() {
        long rounds = Rounds.run((random, name) -> {
            List<Wire> clients = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                Wire client = Wire.connect(lictor.port());
                clients.add(client);
                sendQuietly(
                        client, Mutations.of(Generated.request(random, "a.test").bytes(), random) + LAST, random);
            }
            for (Wire client : clients) {
                String answers = client.rest();
                if (!answers.isEmpty()) {
                    assertThat(answers).startsWith("HTTP/1.1 ");
                    statuses.add(answers.substring(9, 12));
                }
                client.close();
            }
            assertThat(unclean).as("forwarded").isEmpty();
            stillWorks();
        });
        assertThat(rounds).as("rounds").isPositive();
        // Neither all fine nor all hopeless: else the mutations would test little.
        assertThat(statuses).contains("200", "400");
    }

    @Test
    void whateverAPeerAnswersTheClientGetsACleanMessageOrACut() {
        long rounds = Rounds.run((random, name) -> {
            List<Wire> clients = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                Wire client = Wire.connect(lictor.port());
                clients.add(client);
                client.send(
                        "GET /broken HTTP/1.1\r\nHost: a.test\r\nX-Seed: " + random.nextLong()
                                + "\r\nConnection: close\r\n\r\n",
                        null);
            }
            for (Wire client : clients) {
                List<String> problems = new ArrayList<>();
                Message answer;
                do {
                    answer = client.next(Direction.RESPONSE, false);
                    if (answer != null) {
                        problems.addAll(answer.problems());
                        statuses.add(answer.startLine().substring(9, 12));
                    }
                } while (answer != null && answer.status() != 101);
                if (answer == null && !client.rest().isEmpty()) {
                    // A message that was cut: clean as far as it came.
                    problems.addAll(WireLinter.read(client.rest(), 0, Direction.RESPONSE, false, true)
                            .problems());
                }
                assertThat(problems).as("at the client").isEmpty();
                client.close();
            }
            stillWorks();
        });
        assertThat(rounds).as("rounds").isPositive();
        assertThat(statuses).contains("200", "502");
    }

    private void stillWorks() {
        try (RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/fine").body()).isEqualTo("ok");
        }
        Eventually.holds("all connections are closed", () -> lictor.openConnections() == 0);
        assertThat(logged.list)
                .filteredOn(
                        event -> event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null)
                .as("logged")
                .isEmpty();
    }

    /** The proxy may have answered and closed before all was sent. */
    private static void sendQuietly(Wire client, String bytes, Random random) {
        try {
            client.send(bytes, random.nextInt(3) == 0 ? random : null);
        } catch (IOException e) {
            // What it answered is read all the same.
        }
    }

    private void serve(ScriptedPeer.Connection connection) throws IOException {
        Wire wire = new Wire(connection.socket());
        Message request = wire.next(Direction.REQUEST, false);
        for (; request != null; request = wire.next(Direction.REQUEST, false)) {
            unclean.addAll(request.problems());
            String head = request.startLine().startsWith("HEAD ") ? USUAL.substring(0, USUAL.length() - 2) : USUAL;
            wire.send(head, null);
        }
        // What was under way when the proxy closed.
        unclean.addAll(
                WireLinter.read(wire.rest(), 0, Direction.REQUEST, false, true).problems());
    }

    private void breakAnswer(ScriptedPeer.Connection connection) throws IOException {
        Wire wire = new Wire(connection.socket());
        for (Message request = wire.next(Direction.REQUEST, false);
                request != null;
                request = wire.next(Direction.REQUEST, false)) {
            Random random = new Random(Long.parseLong(request.values("x-seed").get(0)));
            wire.send(
                    Mutations.of(Generated.response(random, false).bytes(), random),
                    random.nextInt(3) == 0 ? random : null);
            if (random.nextBoolean()) {
                return;
            }
        }
    }
}
