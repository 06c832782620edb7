package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.filter.Decision;
import io.lictor.filter.Filter;
import io.lictor.filter.FilteredRequest;
import io.lictor.filter.FilteredResponse;
import io.lictor.filter.Resumption;
import io.lictor.filter.Waiting;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RawClient.Response;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Filters, and row 28b of {@code docs/exchange-states.md}, one test an outcome: whole proxy, real loopback sockets, each
 * transport.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class FiltersTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Transport transport;
    private final RecordingObserver observed = new RecordingObserver();

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final FakeTicker ticker = new FakeTicker();

    FiltersTest(Transport transport) {
        this.transport = transport;
    }

    /** A wait that the test ends. */
    private static final class Wait implements Waiting {

        private final AtomicReference<Resumption> resumption = new AtomicReference<>();
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger cancelled = new AtomicInteger();

        @Override
        public void begin(Resumption newResumption) {
            resumption.set(newResumption);
            begun.incrementAndGet();
        }

        @Override
        public void cancel() {
            cancelled.incrementAndGet();
        }

        Decision suspend() {
            return new Decision.Suspend(DEADLINE, this);
        }

        Resumption awaitBegun() {
            Eventually.holds("suspended", () -> begun.get() > 0);
            return resumption.get();
        }
    }

    private static Filter onRequest(Function<FilteredRequest, Decision> rule) {
        return new Filter() {
            @Override
            public Decision request(FilteredRequest request) {
                return rule.apply(request);
            }
        };
    }

    private static Filter onResponse(Function<FilteredResponse, Decision> rule) {
        return new Filter() {
            @Override
            public Decision response(FilteredResponse response) {
                return rule.apply(response);
            }
        };
    }

    private Lictor lictor(String route, Filter filter) throws StartException {
        return lictor(route + " filters=f", Map.of("f", filter));
    }

    private Lictor lictor(String route, Map<String, Filter> filters) throws StartException {
        LictorBuilder builder = Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(1)
                .transport(transport)
                .observer(observed)
                .ticker(ticker)
                .drainTimeout(Duration.ofSeconds(10))
                .route(route);
        filters.forEach((name, filter) -> builder.filter(name, loop -> filter));
        return builder.start();
    }

    private static Decision.Answer answer(int status, String body) {
        return new Decision.Answer(
                status, List.of(new Decision.Field("X-By", "filter")), body.getBytes(StandardCharsets.US_ASCII));
    }

    private void advanceUntil(String what, BooleanSupplier there) {
        Eventually.holds(what, () -> {
            ticker.advance(Duration.ofMillis(100));
            return there.getAsBoolean();
        });
    }

    @Test
    void filtersAreAskedInTheirOrderAndBackwardsOfTheResponse() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        Function<String, Filter> named = name -> new Filter() {
            @Override
            public Decision request(FilteredRequest request) {
                asked.add(name + " " + request.method() + " " + request.target() + " " + request.path() + " "
                        + request.clientAddress() + " " + request.field("x-a").orElse("-"));
                return Decision.CONTINUE;
            }

            @Override
            public Decision response(FilteredResponse response) {
                asked.add(name + " " + response.status() + " " + response.fields("X-Two") + " "
                        + response.request().method());
                return Decision.CONTINUE;
            }
        };
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(
                        "HTTP/1.1 203 OK\r\nX-Two: a\r\nContent-Length: 0\r\nX-Two: b\r\n\r\n");
                Lictor lictor = lictor(
                        "/ " + peer.target() + " filters=one,two",
                        Map.of("one", named.apply("one"), "two", named.apply("two")));
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.send("GET /%61//b?q HTTP/1.1\r\nHost: a\r\nX-A: v\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(203);
            assertThat(asked)
                    .containsExactly(
                            "one GET /%61//b?q /a/b 127.0.0.1 v",
                            "two GET /%61//b?q /a/b 127.0.0.1 v", "two 203 [a, b] GET", "one 203 [a, b] GET");
        }
    }

    @Test
    void whatAFilterChangesGoesBeforeTheRoutesRulesAndHoldsForEveryAttempt() throws Exception {
        Filter filter = onRequest(request -> {
            request.set("X-User", "alice");
            request.remove("x-secret");
            request.set("X-Forwarded-For", "9.9.9.9");
            request.add("X-More", "1");
            request.set("Host", "inner");
            return Decision.CONTINUE;
        });
        try (ScriptedPeer bad = ScriptedPeer.start(ScriptedPeer.Connection::readRequest);
                ScriptedPeer good = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor(
                        "/ " + bad.target() + "," + good.target()
                                + " proxy_set_header=X-User:rule proxy_set_header=X-Rule:stays",
                        filter);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-User: eve\r\nX-Secret: s\r\nX-More: 0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            for (ScriptedPeer.Request asked :
                    List.of(bad.requests().get(0), good.requests().get(0))) {
                assertThat(asked.lines())
                        .contains("X-User: alice", "X-Rule: stays", "X-More: 0", "X-More: 1", "Host: inner")
                        .contains("X-Forwarded-For: 9.9.9.9")
                        .filteredOn(line -> line.matches("(?i)(x-user|host|x-forwarded-for|x-secret):.*"))
                        .hasSize(3);
            }
        }
    }

    @Test
    void changesTheFieldsOfAResponse() throws Exception {
        Filter filter = onResponse(response -> {
            response.set("Server", "mine");
            response.remove("X-Internal");
            response.add("X-Seen", String.valueOf(response.status()));
            return Decision.CONTINUE;
        });
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(
                        "HTTP/1.1 200 OK\r\nServer: theirs\r\nX-Internal: i\r\nContent-Length: 2\r\n\r\nok");
                Lictor lictor = lictor("/ " + peer.target() + " add_header=Server:rule", filter);
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/");
            assertThat(response.body()).isEqualTo("ok");
            assertThat(response.lines())
                    .contains("Server: mine", "X-Seen: 200")
                    .noneMatch(line -> line.contains("theirs") || line.contains("rule") || line.contains("X-Internal"));
        }
    }

    @Test
    void row28bAFilterAnswersInThePeersPlace() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onRequest(request -> answer(403, "no")));
                RawClient client = RawClient.connect(lictor.port())) {
            // Two at once: the connection is kept, and the second is answered behind the first.
            client.send(GET + GET);
            for (int n = 0; n < 2; n++) {
                Response response = client.read();
                assertThat(response.status()).isEqualTo(403);
                assertThat(response.body()).isEqualTo("no");
                assertThat(response.field("x-by")).isEqualTo("filter");
            }
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readWithoutBody().field("content-length")).isEqualTo("2");
            assertThat(peer.connections()).isZero();
        }
        assertThat(observed.attempts()).isEmpty();
    }

    @Test
    void row28bLingersBehindAnAnswerToABodyThatWasNotRead() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onRequest(request -> answer(401, "who")));
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 900000\r\n\r\n");
            Response response = client.read();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.field("connection")).isEqualTo("close");
            // What is sent on is read and dropped, so that no reset eats the answer.
            client.send(new byte[300_000]);
            assertThat(client.isClosedCleanly()).isTrue();
        }
    }

    @Test
    void row28bAFilterThatThrowsIsAnswered500() throws Exception {
        Filter throwing = onRequest(request -> {
            throw new IllegalStateException("of the test");
        });
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), throwing);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(500);
            assertThat(client.get("/").status()).isEqualTo(500);
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void row28bAFilterThatThrowsWhenItWaitsIsAnswered500() throws Exception {
        Waiting throwing = resumption -> {
            throw new IllegalStateException("of the test");
        };
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor =
                        lictor("/ " + peer.target(), onRequest(request -> new Decision.Suspend(DEADLINE, throwing)));
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(500);
        }
    }

    @Test
    void row28bAFilterThatMissesItsDeadlineIsAnswered504AndCancelled() throws Exception {
        Wait wait = new Wait();
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onRequest(request -> wait.suspend()));
                RawClient client = RawClient.connect(lictor.port())) {
            client.send(GET);
            Resumption late = wait.awaitBegun();
            advanceUntil("given up", () -> wait.cancelled.get() == 1);
            assertThat(client.read().status()).isEqualTo(504);
            // What it says now is too late, also for the next request on this connection.
            late.resume(answer(403, ""));
            client.send(GET);
            Eventually.holds("suspended anew", () -> wait.begun.get() == 2);
            wait.resumption.get().resume(Decision.CONTINUE);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void row28bASuspendedRequestGoesOnWithItsBodyAndWhatTheFilterAdds() throws Exception {
        Wait wait = new Wait();
        AtomicReference<FilteredRequest> seen = new AtomicReference<>();
        Filter filter = onRequest(request -> {
            seen.set(request);
            return wait.suspend();
        });
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), filter);
                RawClient client = RawClient.connect(lictor.port())) {
            // The next request waits behind it.
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" + GET);
            Resumption resumption = wait.awaitBegun();
            assertThatThrownBy(() -> seen.get().method()).isInstanceOf(IllegalStateException.class);
            assertThat(peer.connections()).isZero();
            resumption.resume(() -> {
                seen.get().set("X-User", "bob");
                return Decision.CONTINUE;
            });
            resumption.resume(answer(403, "only the first call counts"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(peer.requests().get(0).field("x-user")).isEqualTo("bob");
            assertThat(peer.requests().get(0).body()).isEqualTo("body");
            Eventually.holds("the next is suspended", () -> wait.begun.get() == 2);
            wait.resumption.get().resume(answer(418, ""));
            assertThat(client.read().status()).isEqualTo(418);
            assertThat(wait.cancelled).hasValue(0);
        }
    }

    @Test
    void row28bAClientThatIsToldToGoOnIsToldWhenTheFilterHasDecided() throws Exception {
        Wait wait = new Wait();
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onRequest(request -> wait.suspend()));
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            wait.awaitBegun().resume(Decision.CONTINUE);
            assertThat(client.readHead()).startsWith("HTTP/1.1 100");
            assertThat(client.send("body").read().status()).isEqualTo(200);
        }
    }

    @Test
    void row28bAClientThatGoesAwayCancelsTheFilter() throws Exception {
        Wait wait = new Wait();
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onRequest(request -> wait.suspend()))) {
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nbody");
                wait.awaitBegun();
            }
            Eventually.holds("cancelled", () -> wait.cancelled.get() == 1);
            wait.resumption.get().resume(Decision.CONTINUE);
            Eventually.holds("499", () -> observed.exchanges().equals(List.of("499 POST / HTTP/1.1")));
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void row29aASuspendedRequestGoesOnWhileTheEngineDrains() throws Exception {
        Wait wait = new Wait();
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK)) {
            Lictor lictor = lictor("/ " + peer.target(), onRequest(request -> wait.suspend()));
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send(GET);
                Resumption resumption = wait.awaitBegun();
                Thread closing = new Thread(lictor::close);
                closing.start();
                Eventually.holds("closed for others", () -> isRefused(lictor.port()));
                resumption.resume(Decision.CONTINUE);
                Response response = client.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.field("connection")).isEqualTo("close");
                closing.join();
            }
        }
    }

    private static boolean isRefused(int port) {
        try (RawClient client = RawClient.connect(port)) {
            return false;
        } catch (java.io.UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void row28bAResponseWaitsForAFilterWithItsBodyAndItsEnd() throws Exception {
        Wait wait = new Wait();
        AtomicReference<FilteredResponse> seen = new AtomicReference<>();
        Filter filter = onResponse(response -> {
            seen.set(response);
            return wait.suspend();
        });
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    // Ends with its connection, which is gone while the filter decides.
                    connection.send("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(40_000));
                });
                Lictor lictor = lictor("/ " + peer.target(), filter);
                RawClient client = RawClient.connect(lictor.port())) {
            client.send(GET);
            Resumption resumption = wait.awaitBegun();
            Eventually.holds("the peer has ended", () -> peer.openConnections() == 0);
            resumption.resume(() -> {
                seen.get().set("X-Late", "yes");
                return Decision.CONTINUE;
            });
            Response response = client.read();
            assertThat(response.field("x-late")).isEqualTo("yes");
            assertThat(response.body()).hasSize(40_000);
        }
        assertThat(observed.attempts()).containsExactly("ok");
    }

    @Test
    void row28bAHeldResponseLeavesItsConnectionFitForTheNext() throws Exception {
        Wait wait = new Wait();
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onResponse(response -> wait.suspend()));
                RawClient client = RawClient.connect(lictor.port())) {
            for (int n = 1; n <= 3; n++) {
                int number = n;
                client.send(GET);
                Eventually.holds("suspended", () -> wait.begun.get() == number);
                wait.resumption.get().resume(Decision.CONTINUE);
                assertThat(client.read().body()).isEqualTo("ok");
            }
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void row28bALargeResponseIsNotReadWhileAFilterDecides() throws Exception {
        Wait wait = new Wait();
        int length = 3 << 20;
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
                    connection.send(new byte[length]);
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target(), onResponse(response -> wait.suspend()));
                RawClient client = RawClient.connect(lictor.port())) {
            client.send(GET);
            Resumption resumption = wait.awaitBegun();
            Eventually.settle();
            assertThat(buffers.mostBytes()).isLessThan(512 << 10);
            resumption.resume(Decision.CONTINUE);
            assertThat(client.read().body()).hasSize(length);
        }
    }

    @Test
    void row28bAFilterAnswersInThePlaceOfAResponse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onResponse(response -> answer(451, "no")));
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").body()).isEqualTo("no");
            assertThat(client.get("/").status()).isEqualTo(451);
        }
        // The peer did its part.
        assertThat(observed.attempts()).containsExactly("ok", "ok");
        assertThat(observed.exchanges()).containsExactly("451 GET / HTTP/1.1", "451 GET / HTTP/1.1");
    }

    @Test
    void row28bAResponsesFilterThatThrowsOrIsLateIsAnswered500Or504() throws Exception {
        Wait wait = new Wait();
        Filter filter = onResponse(response -> {
            if (response.status() == 200) {
                return wait.suspend();
            }
            throw new IllegalStateException("of the test");
        });
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    boolean first = connection.readRequest().requestLine().contains("/200");
                    connection.send("HTTP/1.1 " + (first ? 200 : 201) + " OK\r\nContent-Length: 9\r\n\r\nhalf");
                    connection.awaitClose();
                });
                Lictor lictor = lictor("/ " + peer.target(), filter);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/201").status()).isEqualTo(500);
            client.send("GET /200 HTTP/1.1\r\nHost: a\r\n\r\n");
            wait.awaitBegun();
            advanceUntil("given up", () -> wait.cancelled.get() == 1);
            assertThat(client.read().status()).isEqualTo(504);
        }
        assertThat(observed.attempts()).containsExactly("ok", "ok");
    }

    @Test
    void row28bAClientThatGoesAwayWhileItsResponseWaitsCancelsTheFilter() throws Exception {
        Wait wait = new Wait();
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), onResponse(response -> wait.suspend()))) {
            try (RawClient client = RawClient.connect(lictor.port())) {
                client.send(GET);
                wait.awaitBegun();
            }
            Eventually.holds("cancelled", () -> wait.cancelled.get() == 1);
            wait.resumption.get().resume(Decision.CONTINUE);
            Eventually.holds("499", () -> observed.exchanges().equals(List.of("499 GET / HTTP/1.1")));
            Eventually.holds("the peer is let go", () -> peer.openConnections() == 0);
        }
    }

    @Test
    void aRouteThatNamesAFilterThatIsNotThereIsSaidAtTheStart() {
        assertThatThrownBy(() -> lictor("/ http://127.0.0.1:1 filters=a", Map.of("b", onRequest(r -> null))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("route /: filters: \"a\" (expected: some of [b])");
        assertThatThrownBy(() -> lictor("/ http://127.0.0.1:1 filters=a", Map.of()))
                .hasMessageContaining("(expected: none, as the engine was given none)");
    }

    @Test
    void refusesFieldsThatWouldBreakAMessage() throws Exception {
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        Filter filter = onRequest(request -> {
            for (String name : List.of("Content-Length", "connection", "Transfer-Encoding", "a b", "", "X_Real_IP")) {
                try {
                    request.set(name, "1");
                } catch (IllegalArgumentException e) {
                    refused.add(name);
                }
            }
            try {
                request.set("X-A", "1\r\nX-B: 2");
            } catch (IllegalArgumentException e) {
                refused.add("value");
            }
            try {
                request.remove("Host");
            } catch (IllegalArgumentException e) {
                refused.add("no host");
            }
            return Decision.CONTINUE;
        });
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(OK);
                Lictor lictor = lictor("/ " + peer.target(), filter);
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
        assertThat(refused)
                .containsExactly(
                        "Content-Length",
                        "connection",
                        "Transfer-Encoding",
                        "a b",
                        "",
                        "X_Real_IP",
                        "value",
                        "no host");
    }
}
