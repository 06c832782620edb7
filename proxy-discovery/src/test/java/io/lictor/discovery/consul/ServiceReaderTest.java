package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.instance;
import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static io.lictor.discovery.consul.Json.serf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Known;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer says of instances: their health, and which of them were deregistered. */
@ParameterizedClass
@EnumSource(ConsulKind.class)
class ServiceReaderTest {

    private final ConsulKind kind;
    private final WatchRig rig;
    private final ScriptedTransport consul;

    ServiceReaderTest(ConsulKind kind) {
        this.kind = kind;
        rig = new WatchRig(kind);
        consul = rig.consul;
    }

    @Test
    void explainsARemovalByANodeThatStandsInTheSameAnswer() {
        consul.answer(30, list(passing("n1", 1), passing("n1", 2))).answer(31, list(passing("n1", 2)));
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).containsExactly("a-1");
        assertThat(consul.asked()).hasSize(2);
    }

    @Test
    void asksTheLeaderForTheNodeOfTheLastInstance() {
        consul.answer(30, list(passing("n 1", 1))).answer(31, "[]").answer(31, list(serf("passing", 10)));
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).containsExactly("a-1");
        assertThat(consul.lastAsked()).isEqualTo(Query.prompt("/v1/health/node/n%201"));
    }

    @ParameterizedTest(name = "serfHealth {0} since {1} -> deregistered {2}")
    @CsvSource({"passing, 10, true", "passing, 30, true", "passing, 31, false", "critical, 10, false"})
    void believesOnlyANodeThatWasThereAllTheTime(String status, long since, boolean deregistered) {
        consul.answer(30, list(passing("n1", 1))).answer(31, "[]").answer(31, list(serf(status, since)));
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).hasSize(deregistered ? 1 : 0);
    }

    @Test
    void cannotExplainTheAbsenceOfAWholeNode() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, "[]")
                .answer(31, "[]")
                .answer(31, "[{\"Node\":\"n2\",\"CreateIndex\":5}]");
        rig.turn();
        rig.turn();
        assertThat(rig.last().instances()).isEmpty();
        assertThat(rig.gone()).isEmpty();
    }

    @Test
    void asksASilentLeaderOnceOnly() {
        consul.answer(30, list(passing("n1", 1), passing("n2", 2), passing("n3", 3)))
                .answer(31, "[]")
                .failure("no answer within 10000 ms");
        rig.turn();
        rig.turn();
        assertThat(rig.told).hasSize(2);
        assertThat(rig.gone()).isEmpty();
    }

    @Test
    void asksAgainSoonWhatTheLeaderDidNotSay() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, "[]")
                .failure("no answer within 10000 ms")
                .answer(31, "[]")
                .answer(31, list(serf("passing", 10)))
                .answer(31, "[]");
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).isEmpty();
        rig.turn();
        assertThat(consul.asked().get(3).waitSeconds()).isEqualTo(WatchLoop.STALE_WAIT_SECONDS);
        assertThat(rig.gone()).containsExactly("a-1");
        rig.turn();
        assertThat(consul.lastAsked().waitSeconds()).isBetween(30, 60);
    }

    @ParameterizedTest(name = "known at 30, node up since {0}, answer at {1} -> deregistered {2}")
    @CsvSource({"10, 40, true", "10, 30, false", "30, 31, true", "31, 40, false"})
    void explainsWhatWasTakenOutSinceTheLastRun(long since, long index, boolean deregistered) {
        WatchRig later = new WatchRig(kind, new Known(30, Set.of(new Instance.Id("dc1", "n1", "a-1"))));
        later.consul.answer(index, "[]");
        later.consul.answer(index, list(serf("passing", since)));
        if (index == 30) {
            // Nothing was written since, so it is asked whether it goes by another name.
            later.consul.answer(index, "{\"Node\":{\"Node\":\"n1\"},\"Services\":{}}");
        }
        later.turn();
        assertThat(later.gone()).hasSize(deregistered ? 1 : 0);
        assertThat(later.last().revision()).isEqualTo(index);
    }

    @Test
    void takesAnIndexBelowTheLastRunsForABreak() {
        WatchRig later = new WatchRig(kind, new Known(30, Set.of(new Instance.Id("dc1", "n1", "a-1"))));
        later.consul.answer(13, "[]").answer(13, "[]").answer(14, "[]");
        later.turn();
        assertThat(later.told).isEmpty();
        later.turn();
        assertThat(later.last().continuous()).isFalse();
        assertThat(later.gone()).isEmpty();
        later.turn();
        assertThat(later.last().continuous()).isTrue();
        assertThat(later.gone()).isEmpty();
    }

    @Test
    void cannotExplainAnythingWhileTheLeaderDoesNotAnswer() {
        consul.answer(30, list(passing("n1", 1))).answer(31, "[]").status(500, "No cluster leader");
        rig.turn();
        rig.turn();
        assertThat(rig.last().instances()).isEmpty();
        assertThat(rig.gone()).isEmpty();
    }

    @Test
    void takesACatalogueWithoutNodesForARefusal() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, "[]")
                .answer(31, "[]")
                .answer(31, "[]")
                .answer(31, "{}");
        rig.turn();
        rig.turn();
        assertThat(rig.told).hasSize(1);
        assertThat(rig.faults).singleElement().matches(Fault::denied);
    }

    /** A cluster without rights that is just being built. */
    @Test
    void takesACatalogueWithoutNodesForNoRefusalWhereNobodyNeedsAToken() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, "[]")
                .answer(31, "[]")
                .answer(31, "[]")
                .status(401, "ACL support disabled");
        rig.turn();
        rig.turn();
        assertThat(rig.faults).isEmpty();
        assertThat(rig.last().instances()).isEmpty();
        assertThat(rig.gone()).isEmpty();
    }

    @Test
    void explainsAfterAStaleAnswerWhatWasMissingInIt() {
        consul.answer(30, list(passing("n1", 1), passing("n1", 2)))
                .stale(31, list(passing("n1", 2)))
                .answer(31, list(passing("n1", 2)));
        rig.turn();
        rig.turn();
        assertThat(rig.last().fresh()).isFalse();
        assertThat(rig.gone()).isEmpty();
        rig.turn();
        assertThat(consul.lastAsked().waitSeconds()).isEqualTo(WatchLoop.STALE_WAIT_SECONDS);
        assertThat(rig.last().fresh()).isTrue();
        assertThat(rig.gone()).containsExactly("a-1");
    }

    @ParameterizedTest(name = "LastContact {0} -> fresh {1}")
    @CsvSource({"0, true", "10000, true", "10001, false", "x, false"})
    void trustsAServerThatHeardOfItsLeaderLately(String lastContact, boolean fresh) {
        consul.answer(
                200,
                Map.of("x-consul-index", "5", "x-consul-knownleader", "true", "x-consul-lastcontact", lastContact),
                "[]");
        rig.turn();
        assertThat(rig.last().fresh()).isEqualTo(fresh);
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
        rig.turn();
        rig.turn();
        assertThat(rig.last().instances()).extracting(Instance::status).containsExactly(expected);
    }

    @ParameterizedTest(name = "check {0} -> maintenance")
    @ValueSource(strings = {"_service_maintenance:a-1", "_node_maintenance"})
    void knowsMaintenance(String check) {
        consul.answer(30, list(instance("n1", 1, "critical", "").replace("c-1", check)));
        rig.turn();
        assertThat(rig.last().instances()).extracting(Instance::status).containsExactly(Status.MAINTENANCE);
    }

    @Test
    void takesTheNodesAddressWhereTheServiceHasNone() {
        consul.answer(30, list(passing("n1", 1)));
        rig.turn();
        Instance instance = rig.last().instances().get(0);
        assertThat(instance.address()).isEqualTo("10.0.0.1");
        assertThat(instance.id()).isEqualTo(new Instance.Id("dc1", "n1", "a-1"));
        assertThat(instance.meta()).isEmpty();
    }

    @ParameterizedTest(name = "Meta {0} -> passing {1}, warning {2}")
    @CsvSource({"7, 7, 1", "0, 0, 0", "65535, 65535, 1", "65536, 1, 1", "-1, 1, 1", "heavy, 1, 1"})
    void aWeightInMetaGoesBeforeTheRegistrysOwn(String meta, int passing, int warning) {
        consul.answer(30, list(passing("n1", 1).replace("\"Meta\":null", "\"Meta\":{\"weight\":\"" + meta + "\"}")));
        rig.turn();
        assertThat(rig.last().instances())
                .extracting(Instance::passingWeight, Instance::warningWeight)
                .containsExactly(tuple(passing, warning));
    }

    @Test
    void seesTheSameInOutputsThatDiffer() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, list(instance("n1", 1, "passing", "another output").replace(":20", ":31")));
        rig.turn();
        rig.turn();
        assertThat(rig.told.get(1).saysTheSame(rig.told.get(0))).isTrue();
    }
}
