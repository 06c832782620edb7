package io.lictor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.conformance.WireLinter.Direction;
import io.lictor.conformance.WireLinter.Message;
import io.lictor.engine.Lictor;
import io.lictor.engine.StartException;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.ScriptedPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Valid messages of all shapes, whole and in pieces: what is forwarded is the same, and what no rule touches is untouched. */
final class AnySplitTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    /** Whose requests go by a route without rules, and by one that touches a field each way and adds one. */
    private static final String PLAIN = "a.test";

    private static final String RULED = "rules.test";

    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";

    /** What Lictor itself says in a message it forwards, or frames anew. */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "date",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-real-ip",
            "x-team",
            "x-added");

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Message> forwarded = new ConcurrentHashMap<>();
    private final ScriptedPeer peer = ScriptedPeer.start(this::serve);
    private Lictor lictor;
    private @Nullable Wire client;

    /** What the peer says to a request, and how it is split. */
    private record Answer(
            Generated response, boolean hints, @Nullable Random split) {}

    /** What came of a message: as the peer saw the request, as the client saw the answer. */
    private record Seen(Message request, List<Message> answers) {}

    @BeforeEach
    void start() throws StartException {
        lictor = Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(1)
                .route("/ " + peer.target() + " max_fails=0")
                .route(RULED + "/ " + peer.target() + " max_fails=0 proxy_set_header=X-Team:blue"
                        + " proxy_hide_header=X-Gone add_header_always=X-Added:$status")
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        lictor.close();
        peer.close();
    }

    @Test
    void aMessageIsForwardedTheSameHoweverItIsSplitAndWhatNoRuleTouchesIsUntouched() {
        long rounds = Rounds.run((random, name) -> {
            boolean ruled = random.nextInt(3) == 0;
            Generated request = Generated.request(random, ruled ? RULED : PLAIN);
            Generated response = Generated.response(random, request.startLine().startsWith("HEAD "));
            if (ruled) {
                request = request.with("X-Team: red");
                response = response.with("x-gone: 1");
            }
            boolean hints = random.nextInt(6) == 0;

            Seen whole = exchange(request, response, hints, null);
            Seen split = exchange(request, response, hints, random);

            assertThat(whole.request().problems()).isEmpty();
            assertThat(whole.request().startLine())
                    .isEqualTo(request.startLine().replace("HTTP/1.0", "HTTP/1.1"));
            holds(whole.request(), request, request.trailers());
            Message answer = whole.answers().get(whole.answers().size() - 1);
            assertThat(answer.problems()).isEmpty();
            assertThat(answer.startLine()).isEqualTo(response.startLine());
            assertThat(whole.request().values("X-Team")).isEqualTo(ruled ? List.of("blue") : List.of());
            assertThat(answer.values("X-Added")).isEqualTo(ruled ? List.of("" + answer.status()) : List.of());
            boolean old = request.startLine().endsWith("1.0");
            // An HTTP/1.0 client gets a body that ends with its connection: no place for trailers.
            holds(answer, response, old ? List.of() : response.trailers());
            assertThat(whole.answers()).hasSize(hints && !old ? 2 : 1);

            assertThat(shape(split.request())).isEqualTo(shape(whole.request()));
            assertThat(split.answers().stream().map(AnySplitTest::shape))
                    .isEqualTo(whole.answers().stream().map(AnySplitTest::shape).toList());
        });
        assertThat(rounds).as("rounds").isGreaterThan(20);
    }

    private static void holds(Message message, Generated sent, List<String> trailers) {
        assertThat(message.fields().stream()
                        .filter(line -> !OURS.contains(
                                line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))))
                .isEqualTo(sent.plain());
        assertThat(message.body()).isEqualTo(sent.body());
        assertThat(message.trailers()).isEqualTo(trailers);
    }

    /** A message but for where its chunks end, which reads decide, and the number in its Host. */
    private static List<Object> shape(Message message) {
        return List.of(message.startLine(), message.fields(), message.body(), message.trailers(), message.problems());
    }

    private Seen exchange(Generated request, Generated response, boolean hints, @Nullable Random split)
            throws IOException {
        String id = request.bytes().contains("Host: " + RULED + "\r\n") ? RULED : PLAIN;
        answers.put(id, new Answer(response, hints, split == null ? null : new Random(split.nextLong())));
        Wire wire = client;
        if (wire == null) {
            wire = Wire.connect(lictor.port());
            client = wire;
        }
        wire.send(request.bytes(), split);
        List<Message> seen = new ArrayList<>();
        boolean toHead = request.startLine().startsWith("HEAD ");
        do {
            Message answer = wire.next(Direction.RESPONSE, toHead);
            assertThat(answer).as("answer to %s", request.startLine()).isNotNull();
            seen.add(Objects.requireNonNull(answer));
        } while (seen.get(seen.size() - 1).status() < 200);
        if (seen.get(seen.size() - 1).lists("connection", "close")) {
            assertThat(wire.rest()).isEmpty();
            wire.close();
            client = null;
        }
        return new Seen(Objects.requireNonNull(forwarded.remove(id)), seen);
    }

    private void serve(ScriptedPeer.Connection connection) throws IOException {
        Wire wire = new Wire(connection.socket());
        for (Message request = wire.next(Direction.REQUEST, false);
                request != null;
                request = wire.next(Direction.REQUEST, false)) {
            String host = request.values("host").get(0);
            Answer answer = Objects.requireNonNull(answers.get(host));
            forwarded.put(host, request);
            wire.send((answer.hints() ? HINTS : "") + answer.response().bytes(), answer.split());
            if (answer.response().closes()) {
                return;
            }
        }
    }
}
