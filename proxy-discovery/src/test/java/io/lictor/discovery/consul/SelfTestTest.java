package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Known;
import io.lictor.discovery.ServiceSnapshot;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An empty answer of a token that may see nothing, and one that says that there is nothing. */
@ParameterizedClass
@EnumSource(ConsulKind.class)
class SelfTestTest {

    private static final String NODES = "[{\"Node\":\"n1\",\"CreateIndex\":5}]";
    private static final Map<String, String> FILTERED =
            Map.of("x-consul-index", "30", "x-consul-knownleader", "true", "x-consul-results-filtered-by-acls", "true");

    private final WatchRig rig;
    private final ScriptedTransport consul;

    SelfTestTest(ConsulKind kind) {
        rig = WatchRig.believing(kind, Known.NOTHING);
        consul = rig.consul;
    }

    @Test
    void believesAnEmptyAnswerWhenNodesCanBeSeen() {
        consul.answer(30, "[]").answer(30, "{}").answer(30, NODES);
        rig.turn();
        assertThat(rig.told).hasSize(1);
        assertThat(consul.asked())
                .extracting(Query::path)
                .containsExactly("/v1/health/service/a", "/v1/acl/token/self", "/v1/catalog/nodes");
    }

    /** Nothing is said against those that are in it; of the others nothing is known. */
    @Test
    void anAnswerOfWhichSomeWasKeptBackIsNotWhole() {
        consul.answer(30, list(passing("n1", 1), passing("n2", 2)))
                .answer(200, FILTERED, list(passing("n1", 1)))
                .answer(30, "[]")
                .answer(30, NODES);
        rig.turn();
        rig.turn();
        assertThat(rig.told).extracting(ServiceSnapshot::whole).containsExactly(true, false);
        assertThat(rig.told.get(1).gone()).isEmpty();
    }

    @Test
    void believesAnEmptyAnswerWhereNobodyNeedsAToken() {
        consul.answer(30, "[]").status(401, "ACL support disabled");
        rig.turn();
        assertThat(rig.told).hasSize(1);
        assertThat(consul.asked()).hasSize(2);
    }

    @Test
    void remembersAGoodResultForAMinute() {
        consul.answer(30, "[]").answer(30, "{}").answer(30, NODES).answer(31, "[]");
        rig.turn();
        rig.turn();
        assertThat(rig.told).hasSize(2);
        rig.ticker.advance(Duration.ofMillis(SelfTest.GOOD_MILLIS));
        consul.answer(32, "[]").answer(30, "{}").answer(30, "[]");
        rig.turn();
        assertThat(rig.faults).singleElement().matches(Fault::denied);
    }

    @Test
    void takesATokenThatConsulDoesNotKnowForARefusal() {
        consul.answer(30, "[]").status(403, "ACL not found");
        rig.turn();
        assertThat(rig.told).isEmpty();
        assertThat(rig.faults).containsExactly(new Fault(true, "the token: ACL not found"));
    }

    @Test
    void takesAViewWithoutNodesForARefusalAndKeepsWhatItKnew() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(31, "[]")
                .answer(31, "{}")
                .answer(31, "[]");
        rig.turn();
        rig.turn();
        assertThat(rig.told).hasSize(1);
        assertThat(rig.faults).singleElement().matches(Fault::denied);
        // The rights come back: what was there is still known, and what is gone was deregistered.
        consul.answer(32, "[]").answer(32, "{}").answer(32, NODES).answer(32, list(Json.serf("passing", 10)));
        rig.turn();
        assertThat(rig.gone()).containsExactly("a-1");
    }

    @Test
    void cannotTellWhileConsulDoesNotAnswer() {
        consul.answer(30, "[]").failure("reset").answer(30, "[]");
        rig.turn();
        assertThat(rig.told).hasSize(1);
    }

    /** What Consul says from 1.11 on. */
    @Test
    void takesAnAnswerOfWhichAllWasFilteredForARefusal() {
        consul.answer(200, FILTERED, "[]");
        rig.turn();
        assertThat(rig.faults).singleElement().matches(Fault::denied);
        consul.answer(200, FILTERED, list(passing("n1", 1)));
        rig.turn();
        assertThat(rig.ports()).containsExactly(1);
    }

    /** What Consul says from 1.10 on. */
    @Test
    void waitsAsLongAsATooBusyAgentWants() {
        consul.answer(429, Map.of("retry-after", "20"), "Your IP is issuing too many concurrent connections");
        assertThat(rig.turn()).isBetween(20_000L, 20_250L);
        consul.answer(429, Map.of("retry-after", "86400"), "");
        assertThat(rig.turn()).isBetween(60_000L, 60_500L);
        consul.answer(429, Map.of("retry-after", "Wed, 21 Oct 2099 07:28:00 GMT"), "");
        assertThat(rig.turn()).isLessThanOrEqualTo(1_000);
        consul.answer(
                200,
                Map.of(
                        "x-consul-index",
                        "5",
                        "x-consul-knownleader",
                        "true",
                        "x-consul-query-backend",
                        "blocking-query"),
                list(passing("n1", 1)));
        rig.turn();
        assertThat(rig.ports()).containsExactly(1);
    }
}
