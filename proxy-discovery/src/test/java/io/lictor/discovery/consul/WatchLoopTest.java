package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.RegistryTraffic;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a blocking query, against a scripted Consul, in virtual time. */
@ParameterizedClass
@EnumSource(ConsulKind.class)
class WatchLoopTest {

    private final WatchRig rig;
    private final ScriptedTransport consul;

    WatchLoopTest(ConsulKind kind) {
        rig = new WatchRig(kind);
        consul = rig.consul;
    }

    @Test
    void asksAtOnceFirstAndThenWaits() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)));
        rig.turn();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(consul.lastAsked().deadlineMillis()).isEqualTo(10_000);
        rig.turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(WatchLoop.FIRST_WAIT_SECONDS);
        rig.turn();
        Query third = consul.lastAsked();
        assertThat(third.index()).isEqualTo(30);
        assertThat(third.stale()).isFalse();
        assertThat(third.waitSeconds()).isBetween(30, 60);
        assertThat(third.deadlineMillis()).isEqualTo(third.waitSeconds() * 1_000L * 17 / 16 + 10_000);
        assertThat(rig.told.get(0)).isEqualTo(rig.told.get(2));
    }

    @Test
    void asksAgainAtOnceWhenTheIndexGoesBackAndAppliesOnlyThen() {
        consul.answer(135, list(passing("n1", 1)))
                .answer(13, "[]")
                .answer(13, "[]")
                .answer(14, "[]");
        rig.turn();
        assertThat(rig.turn()).isZero();
        assertThat(rig.told).hasSize(1);
        rig.turn();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(rig.last().continuous()).isFalse();
        assertThat(rig.last().gone()).isEmpty();
        rig.turn();
        assertThat(consul.lastAsked().index()).isEqualTo(13);
        assertThat(rig.last().continuous()).isTrue();
    }

    @Test
    void countsWhatCame() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)))
                .failure("refused")
                .answer(13, "[]")
                .answer(13, "[]");
        for (int i = 0; i < 5; i++) {
            rig.turn();
        }
        RegistryTraffic counted = rig.meter.read();
        assertThat(counted.changed()).isEqualTo(2);
        assertThat(counted.same()).isEqualTo(1);
        assertThat(counted.failed()).isEqualTo(1);
        assertThat(counted.denied()).isZero();
        assertThat(counted.wentBack()).isEqualTo(1);
    }

    @Test
    void noticesAnIndexThatWentBackDuringAnOutage() {
        consul.answer(135, list(passing("n1", 1)))
                .failure("refused")
                .answer(13, "[]")
                .answer(13, "[]");
        rig.turn();
        rig.turn();
        rig.turn();
        assertThat(rig.told).hasSize(1);
        rig.turn();
        assertThat(rig.last().continuous()).isFalse();
    }

    /** A follower that lost its leader does not know the last changes: its index is lower, and its answer is old. */
    @Test
    void asksTheLeaderAfterAnIndexThatWentBack() {
        consul.answer(135, list(passing("n1", 1)))
                .failure("rpc error making call: EOF")
                .answer(134, "[]")
                .status(500, "No cluster leader")
                .answer(136, list(passing("n1", 1)))
                .failure("end");
        rig.turn();
        rig.turn();
        rig.turn();
        assertThat(consul.lastAsked().stale()).isTrue();
        rig.turn();
        assertThat(consul.lastAsked().stale()).isFalse();
        assertThat(rig.told).hasSize(1);
        rig.turn();
        assertThat(consul.lastAsked().stale()).isFalse();
        assertThat(rig.ports()).containsExactly(1);
        rig.turn();
        assertThat(consul.lastAsked().stale()).isFalse();
    }

    @Test
    void asksAnyServerWhileNobodyLeadsAndTheLeaderAgainAfterIt() {
        consul.answer(30, list(passing("n1", 1)))
                .status(500, "No cluster leader")
                .stale(30, list(passing("n1", 1)))
                .answer(31, list(passing("n1", 1)))
                .failure("end");
        rig.turn();
        rig.turn();
        assertThat(consul.lastAsked().stale()).isFalse();
        rig.turn();
        assertThat(consul.lastAsked().stale()).isTrue();
        rig.turn();
        assertThat(consul.lastAsked().stale()).isTrue();
        rig.turn();
        assertThat(consul.lastAsked().stale()).isFalse();
    }

    @Test
    void remembersTheBreakUntilAnAnswerCouldBeRead() {
        consul.answer(135, list(passing("n1", 1)))
                .answer(13, "[]")
                .answer(13, "<html>")
                .answer(13, "[]");
        rig.turn();
        rig.turn();
        rig.turn();
        rig.turn();
        assertThat(rig.last().continuous()).isFalse();
    }

    @ParameterizedTest(name = "X-Consul-Index: {0} -> asks with {1}")
    @CsvSource({"'', 1", "0, 1", "1, 1", "9223372036854775807, 9223372036854775807"})
    void neverAsksWithAnIndexThatWouldNotWait(String header, long next) {
        Map<String, String> headers = header.isEmpty()
                ? Map.of("x-consul-knownleader", "true")
                : Map.of("x-consul-index", header, "x-consul-knownleader", "true");
        consul.answer(200, headers, "[]").failure("end");
        rig.turn();
        rig.turn();
        assertThat(consul.lastAsked().index()).isEqualTo(next);
    }

    @ParameterizedTest(name = "200 {0} is an error")
    @ValueSource(strings = {"null", "{}", "", "<html>502</html>", "[{", "[null]", "[{}]", "[{\"Service\":{}}]", "7"})
    void takesRubbishForAnError(String body) {
        consul.answer(30, list(passing("n1", 1))).answer(31, body).answer(31, list(passing("n1", 1)));
        rig.turn();
        rig.turn();
        assertThat(rig.told).hasSize(1);
        assertThat(rig.faults).hasSize(1);
        rig.turn();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(rig.ports()).containsExactly(1);
    }

    @ParameterizedTest(name = "index {0} is an error")
    @ValueSource(strings = {"abc", "-1", "18446744073709551615", "1.5"})
    void takesAnIndexThatIsNoNumberForAnError(String index) {
        consul.answer(200, Map.of("x-consul-index", index, "x-consul-knownleader", "true"), "[]");
        rig.turn();
        assertThat(rig.told).isEmpty();
        assertThat(rig.faults).hasSize(1);
    }

    @ParameterizedTest(name = "status {0}: at most {1} ms apart, for ever")
    @CsvSource({"500, 15000", "429, 15000", "301, 15000", "404, 15000", "403, 60000"})
    void neverGivesUpAndNeverHurries(int status, long bound) {
        consul.answer(30, list(passing("n1", 1)));
        rig.turn();
        long total = 0;
        int rounds = 5_000;
        for (int i = 0; i < rounds; i++) {
            consul.status(status, "no");
            long pause = rig.turn();
            assertThat(pause).isBetween(0L, bound);
            total += pause;
        }
        // Full jitter: half the bound on average, so that many watches spread.
        assertThat(total / rounds).isBetween(bound * 4 / 10, bound * 6 / 10);
        assertThat(rig.told).hasSize(1);
        assertThat(rig.faults).hasSize(rounds).allMatch(fault -> fault.denied() == (status == 403));
        consul.answer(31, "[]".repeat(1)).answer(200, Map.of(), "[]");
        rig.turn();
        assertThat(rig.told).hasSize(2);
        consul.status(500, "no");
        assertThat(rig.turn()).isLessThanOrEqualTo(Backoff.FIRST_MILLIS);
    }

    @Test
    void toleratesAStormOfEverything() {
        Random random = new Random(42);
        consul.answer(30, list(passing("n1", 1)));
        rig.turn();
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(5)) {
                case 0 -> consul.failure("reset");
                case 1 -> consul.status(500, "rpc error making call: No cluster leader");
                case 2 -> consul.answer(31, "<html>");
                case 3 -> consul.status(429, "");
                default -> consul.answer(200, Map.of("x-consul-index", "x"), "[]");
            }
            rig.turn();
        }
        assertThat(rig.told).hasSize(1);
        assertThat(rig.faults).hasSize(2_000);
    }

    @Test
    void pacesAnIndexThatMovesWithoutNews() {
        for (int i = 0; i < 100; i++) {
            consul.answer(30 + i, list(passing("n1", 1)));
        }
        long start = rig.ticker.millis();
        for (int i = 0; i < 100; i++) {
            rig.turn();
        }
        // The first was news, two more are free, then one a second.
        assertThat(rig.ticker.millis() - start).isBetween(96_000L, 98_000L);
    }

    @Test
    void waitsShortlyWhileNobodyLeads() {
        consul.answer(30, "[]").stale(30, "[]").answer(30, "[]");
        rig.turn();
        rig.turn();
        rig.turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(WatchLoop.STALE_WAIT_SECONDS);
    }

    @Test
    void asksAtOnceAfterNews() {
        for (int i = 0; i < 20; i++) {
            consul.answer(30 + i, list(passing("n1", i + 1), passing("n1", 100)));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(rig.turn()).isZero();
        }
    }

    @Test
    void asksSeldomForAServiceThatDoesNotExistWhileOthersComeAndGo() {
        long start = rig.ticker.millis();
        for (int i = 0; i < 43; i++) {
            consul.answer(30 + i, "[]");
            rig.turn();
        }
        // The first was news, two more are free, then one in fifteen seconds.
        assertThat(rig.ticker.millis() - start).isBetween(590_000L, 600_000L);
    }

    @Test
    void readsWithoutWaitingForNewsWhileOthersWatchForIt() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)))
                .stale(30, list(passing("n1", 1)))
                .answer(12, "[]")
                .answer(12, "[]")
                .answer(12, "[]");
        assertThat(rig.read()).isZero();
        assertThat(rig.read()).isZero();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(rig.read()).isEqualTo(WatchLoop.STALE_WAIT_SECONDS * 1_000L);
        // The index went back: asked again, and then told as a break.
        assertThat(rig.read()).isPositive();
        assertThat(rig.told).hasSize(3);
        assertThat(rig.read()).isZero();
        assertThat(rig.last().continuous()).isFalse();
        // And from there a question waits as ever.
        rig.turn();
        assertThat(consul.lastAsked().index()).isEqualTo(12);
    }

    /** A day of nothing but refusals. */
    @Test
    void asksAtABoundedRateForADayAndRecoversAtOnce() {
        consul.answer(30, list(passing("n1", 1)));
        rig.turn();
        long start = rig.ticker.millis();
        Random random = new Random(3);
        int asked = 0;
        int[] statuses = {500, 429, 403, 404, 301, 502};
        while (rig.ticker.millis() - start < 86_400_000L) {
            consul.status(statuses[random.nextInt(statuses.length)], "no");
            assertThat(rig.turn()).isBetween(0L, 60_000L);
            asked++;
        }
        assertThat(asked).isBetween(86_400 / 60, 86_400 / 5);
        assertThat(rig.told).hasSize(1);
        consul.answer(31, list(passing("n1", 2), passing("n1", 1)));
        rig.turn();
        assertThat(rig.ports()).containsExactly(1, 2);
    }
}
