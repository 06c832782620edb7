package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.instance;
import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static io.lictor.discovery.consul.Json.serf;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import io.lictor.discovery.ServiceSnapshot;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a blocking query, against a scripted Consul, in virtual time. */
class WatchLoopTest {

    private final FakeTicker ticker = new FakeTicker();
    private final ScriptedTransport consul = new ScriptedTransport();
    private final List<ServiceSnapshot> told = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int longestSeconds = 60;
    private final WatchLoop<ServiceSnapshot> loop = new WatchLoop<>(
            "/v1/health/service/a",
            consul,
            new ServiceReader("a", new NodeProbe(consul)),
            new Receiver<>() {
                @Override
                public void answered(ServiceSnapshot snapshot) {
                    told.add(snapshot);
                }

                @Override
                public void failed(Fault fault) {
                    faults.add(fault);
                }
            },
            ticker,
            new Random(1),
            () -> longestSeconds);

    /** One turn, and the pause after it. */
    private long turn() {
        long pause = loop.turn();
        ticker.advance(Duration.ofMillis(pause));
        return pause;
    }

    private ServiceSnapshot last() {
        return told.get(told.size() - 1);
    }

    private List<Integer> ports() {
        return last().instances().stream().map(Instance::port).toList();
    }

    private List<String> gone() {
        return last().gone().stream().map(Instance.Id::serviceId).sorted().toList();
    }

    @Test
    void asksAtOnceFirstAndThenWaits() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)));
        turn();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(consul.lastAsked().deadlineMillis()).isEqualTo(10_000);
        turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(WatchLoop.FIRST_WAIT_SECONDS);
        turn();
        Query third = consul.lastAsked();
        assertThat(third.index()).isEqualTo(30);
        assertThat(third.stale()).isTrue();
        assertThat(third.waitSeconds()).isBetween(30, 60);
        assertThat(third.deadlineMillis()).isEqualTo(third.waitSeconds() * 1_000L * 17 / 16 + 10_000);
        assertThat(told.get(0)).isEqualTo(told.get(2));
    }

    @Test
    void asksAgainAtOnceWhenTheIndexGoesBackAndAppliesOnlyThen() {
        consul.answer(135, list(passing("n1", 1)))
                .answer(13, "[]")
                .answer(13, "[]")
                .answer(14, "[]");
        turn();
        assertThat(turn()).isZero();
        assertThat(told).hasSize(1);
        turn();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(last().continuous()).isFalse();
        assertThat(last().gone()).isEmpty();
        turn();
        assertThat(consul.lastAsked().index()).isEqualTo(13);
        assertThat(last().continuous()).isTrue();
    }

    @Test
    void noticesAnIndexThatWentBackDuringAnOutage() {
        consul.answer(135, list(passing("n1", 1)))
                .failure("refused")
                .answer(13, "[]")
                .answer(13, "[]");
        turn();
        turn();
        turn();
        assertThat(told).hasSize(1);
        turn();
        assertThat(last().continuous()).isFalse();
    }

    @Test
    void remembersTheBreakUntilAnAnswerCouldBeRead() {
        consul.answer(135, list(passing("n1", 1)))
                .answer(13, "[]")
                .answer(13, "<html>")
                .answer(13, "[]");
        turn();
        turn();
        turn();
        turn();
        assertThat(last().continuous()).isFalse();
    }

    @ParameterizedTest(name = "X-Consul-Index: {0} -> asks with {1}")
    @CsvSource({"'', 1", "0, 1", "1, 1", "9223372036854775807, 9223372036854775807"})
    void neverAsksWithAnIndexThatWouldNotWait(String header, long next) {
        Map<String, String> headers = header.isEmpty()
                ? Map.of("x-consul-knownleader", "true")
                : Map.of("x-consul-index", header, "x-consul-knownleader", "true");
        consul.answer(200, headers, "[]").failure("end");
        turn();
        turn();
        assertThat(consul.lastAsked().index()).isEqualTo(next);
    }

    @ParameterizedTest(name = "200 {0} is an error")
    @ValueSource(strings = {"null", "{}", "", "<html>502</html>", "[{", "[null]", "[{}]", "[{\"Service\":{}}]", "7"})
    void takesRubbishForAnError(String body) {
        consul.answer(30, list(passing("n1", 1))).answer(31, body).answer(31, list(passing("n1", 1)));
        turn();
        turn();
        assertThat(told).hasSize(1);
        assertThat(faults).hasSize(1);
        turn();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(ports()).containsExactly(1);
    }

    @ParameterizedTest(name = "index {0} is an error")
    @ValueSource(strings = {"abc", "-1", "18446744073709551615", "1.5"})
    void takesAnIndexThatIsNoNumberForAnError(String index) {
        consul.answer(200, Map.of("x-consul-index", index, "x-consul-knownleader", "true"), "[]");
        turn();
        assertThat(told).isEmpty();
        assertThat(faults).hasSize(1);
    }

    @ParameterizedTest(name = "status {0}: at most {1} ms apart, for ever")
    @CsvSource({"500, 15000", "429, 15000", "301, 15000", "404, 15000", "403, 60000"})
    void neverGivesUpAndNeverHurries(int status, long bound) {
        consul.answer(30, list(passing("n1", 1)));
        turn();
        long total = 0;
        int rounds = 5_000;
        for (int i = 0; i < rounds; i++) {
            consul.status(status, "no");
            long pause = turn();
            assertThat(pause).isBetween(0L, bound);
            total += pause;
        }
        // Full jitter: half the bound on average, so that many watches spread.
        assertThat(total / rounds).isBetween(bound * 4 / 10, bound * 6 / 10);
        assertThat(told).hasSize(1);
        assertThat(faults).hasSize(rounds).allMatch(fault -> fault.denied() == (status == 403));
        consul.answer(31, "[]".repeat(1)).answer(200, Map.of(), "[]");
        turn();
        assertThat(told).hasSize(2);
        consul.status(500, "no");
        assertThat(turn()).isLessThanOrEqualTo(Backoff.FIRST_MILLIS);
    }

    @Test
    void toleratesAStormOfEverything() {
        Random random = new Random(42);
        consul.answer(30, list(passing("n1", 1)));
        turn();
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(5)) {
                case 0 -> consul.failure("reset");
                case 1 -> consul.status(500, "rpc error making call: No cluster leader");
                case 2 -> consul.answer(31, "<html>");
                case 3 -> consul.status(429, "");
                default -> consul.answer(200, Map.of("x-consul-index", "x"), "[]");
            }
            turn();
        }
        assertThat(told).hasSize(1);
        assertThat(faults).hasSize(2_000);
    }

    @Test
    void pacesAnIndexThatMovesWithoutNews() {
        for (int i = 0; i < 100; i++) {
            consul.answer(30 + i, list(passing("n1", 1)));
        }
        long start = ticker.millis();
        for (int i = 0; i < 100; i++) {
            turn();
        }
        // The first was news, two more are free, then one a second.
        assertThat(ticker.millis() - start).isBetween(96_000L, 98_000L);
    }

    @Test
    void waitsShortlyWhileOthersWaitForTheirTurn() {
        consul.answer(30, "[]")
                .answer(30, "[]")
                .answer(30, "[]")
                .stale(30, "[]")
                .answer(30, "[]");
        turn();
        turn();
        longestSeconds = 1;
        turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(1);
        longestSeconds = 5;
        turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(5);
        turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(WatchLoop.STALE_WAIT_SECONDS);
    }

    @Test
    void asksAtOnceAfterNews() {
        for (int i = 0; i < 20; i++) {
            consul.answer(30 + i, list(passing("n1", i + 1), passing("n1", 100)));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(turn()).isZero();
        }
    }

    @Test
    void explainsARemovalByANodeThatStandsInTheSameAnswer() {
        consul.answer(30, list(passing("n1", 1), passing("n1", 2))).answer(31, list(passing("n1", 2)));
        turn();
        turn();
        assertThat(gone()).containsExactly("a-1");
        assertThat(consul.asked()).hasSize(2);
    }

    @Test
    void asksTheLeaderForTheNodeOfTheLastInstance() {
        consul.answer(30, list(passing("n 1", 1))).answer(31, "[]").answer(31, list(serf("passing", 10)));
        turn();
        turn();
        assertThat(gone()).containsExactly("a-1");
        assertThat(consul.lastAsked()).isEqualTo(Query.prompt("/v1/health/node/n%201"));
    }

    @ParameterizedTest(name = "serfHealth {0} since {1} -> deregistered {2}")
    @CsvSource({"passing, 10, true", "passing, 30, true", "passing, 31, false", "critical, 10, false"})
    void believesOnlyANodeThatWasThereAllTheTime(String status, long since, boolean deregistered) {
        consul.answer(30, list(passing("n1", 1))).answer(31, "[]").answer(31, list(serf(status, since)));
        turn();
        turn();
        assertThat(gone()).hasSize(deregistered ? 1 : 0);
    }

    @Test
    void cannotExplainTheAbsenceOfAWholeNode() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, "[]")
                .answer(31, "[]")
                .answer(31, "[{\"Node\":\"n2\",\"CreateIndex\":5}]");
        turn();
        turn();
        assertThat(last().instances()).isEmpty();
        assertThat(gone()).isEmpty();
    }

    @Test
    void asksASilentLeaderOnceOnly() {
        consul.answer(30, list(passing("n1", 1), passing("n2", 2), passing("n3", 3)))
                .answer(31, "[]")
                .failure("no answer within 10000 ms");
        turn();
        turn();
        assertThat(told).hasSize(2);
        assertThat(gone()).isEmpty();
    }

    @Test
    void cannotExplainAnythingWhileTheLeaderDoesNotAnswer() {
        consul.answer(30, list(passing("n1", 1))).answer(31, "[]").status(500, "No cluster leader");
        turn();
        turn();
        assertThat(last().instances()).isEmpty();
        assertThat(gone()).isEmpty();
    }

    @Test
    void takesACatalogueWithoutNodesForARefusal() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, "[]")
                .answer(31, "[]")
                .answer(31, "[]");
        turn();
        turn();
        assertThat(told).hasSize(1);
        assertThat(faults).singleElement().matches(Fault::denied);
    }

    @Test
    void explainsAfterAStaleAnswerWhatWasMissingInIt() {
        consul.answer(30, list(passing("n1", 1), passing("n1", 2)))
                .stale(30, list(passing("n1", 2)))
                .answer(30, list(passing("n1", 2)));
        turn();
        turn();
        assertThat(last().fresh()).isFalse();
        assertThat(gone()).isEmpty();
        turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(WatchLoop.STALE_WAIT_SECONDS);
        assertThat(last().fresh()).isTrue();
        assertThat(gone()).containsExactly("a-1");
    }

    @ParameterizedTest(name = "LastContact {0} -> fresh {1}")
    @CsvSource({"0, true", "10000, true", "10001, false", "x, false"})
    void trustsAServerThatHeardOfItsLeaderLately(String lastContact, boolean fresh) {
        consul.answer(
                200,
                Map.of("x-consul-index", "5", "x-consul-knownleader", "true", "x-consul-lastcontact", lastContact),
                "[]");
        turn();
        assertThat(last().fresh()).isEqualTo(fresh);
    }

    @ParameterizedTest(name = "before {0}/{1}, then {2}/{3} -> {4}")
    @CsvSource({
        "passing, fine, critical, broken, CRITICAL",
        "passing, fine, critical, '', PENDING",
        "passing, '', critical, '', CRITICAL",
        "warning, '', critical, '', CRITICAL",
        "critical, '', critical, '', PENDING",
        "critical, broken, critical, '', PENDING",
        "passing, fine, unheard-of, x, CRITICAL",
        "passing, fine, warning, '', WARNING",
        "critical, '', passing, '', PASSING",
    })
    void tellsACheckThatFailedFromOneThatNeverRan(
            String before, String outputBefore, String status, String output, Status expected) {
        consul.answer(30, list(instance("n1", 1, before, outputBefore)))
                .answer(31, list(instance("n1", 1, status, output)));
        turn();
        turn();
        assertThat(last().instances()).extracting(Instance::status).containsExactly(expected);
    }

    @ParameterizedTest(name = "check {0} -> maintenance")
    @ValueSource(strings = {"_service_maintenance:a-1", "_node_maintenance"})
    void knowsMaintenance(String check) {
        consul.answer(30, list(instance("n1", 1, "critical", "").replace("c-1", check)));
        turn();
        assertThat(last().instances()).extracting(Instance::status).containsExactly(Status.MAINTENANCE);
    }

    @Test
    void takesTheNodesAddressWhereTheServiceHasNone() {
        consul.answer(30, list(passing("n1", 1)));
        turn();
        Instance instance = last().instances().get(0);
        assertThat(instance.address()).isEqualTo("10.0.0.1");
        assertThat(instance.id()).isEqualTo(new Instance.Id("dc1", "n1", "a-1"));
        assertThat(instance.meta()).isEmpty();
    }

    @Test
    void seesTheSameInOutputsThatDiffer() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, list(instance("n1", 1, "passing", "another output").replace(":20", ":31")));
        turn();
        turn();
        assertThat(told.get(0)).isEqualTo(told.get(1));
    }
}
