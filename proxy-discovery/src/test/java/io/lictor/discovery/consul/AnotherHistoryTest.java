package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static io.lictor.discovery.consul.Json.serf;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Registry.Known;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A registry that was built anew and has come past the index that is remembered: nothing goes back, and its nodes look as if
 * they had been there all the time. That they are not those of before tells it.
 */
class AnotherHistoryTest {

    private final WatchRig rig = new WatchRig(ConsulKind.BLOCKING, Known.NOTHING);
    private final ScriptedTransport consul = rig.consul;

    private static String marked(String json, String id, long created) {
        return json.replace("\"Node\":{", "\"Node\":{\"ID\":\"" + id + "\",\"CreateIndex\":" + created + ",");
    }

    private static String node(String id, long created) {
        return "{\"Node\":{\"ID\":\"" + id + "\",\"Node\":\"n1\",\"CreateIndex\":" + created + "},\"Services\":{}}";
    }

    @ParameterizedTest(name = "id {0} catalogued at {1}: deregistered {2}")
    @CsvSource({"u1, 7, true", "u1, 8, false", "u2, 7, false"})
    void theLeaderIsAskedWhetherItIsTheSameNode(String id, long created, boolean deregistered) {
        consul.answer(30, list(marked(passing("n1", 1), "u1", 7)))
                .answer(40, "[]")
                .answer(40, list(serf("passing", 10)))
                .answer(40, node(id, created));
        rig.turn();
        rig.turn();
        assertThat(consul.lastAsked()).isEqualTo(Query.prompt("/v1/catalog/node/n1"));
        assertThat(rig.gone()).hasSize(deregistered ? 1 : 0);
    }

    @ParameterizedTest(name = "id {0} catalogued at {1}: deregistered {2}")
    @CsvSource({"u1, 7, true", "u1, 8, false", "u2, 7, false"})
    void anotherInstanceOnTheNodeShowsWhetherItIsTheSame(String id, long created, boolean deregistered) {
        consul.answer(30, list(marked(passing("n1", 1), "u1", 7), marked(passing("n1", 2), "u1", 7)))
                .answer(40, list(marked(passing("n1", 2), id, created)));
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).hasSize(deregistered ? 1 : 0);
    }

    @ParameterizedTest(name = "id {0} catalogued at {1}: deregistered {2}")
    @CsvSource({"u1, 7, true", "u1, 8, false", "u2, 7, false"})
    void aNodeWithoutAnAgentIsToldByTheCatalogue(String id, long created, boolean deregistered) {
        consul.answer(30, list(marked(passing("n1", 1), "u1", 7)))
                .answer(40, "[]")
                .answer(40, "[]")
                .answer(40, "[{\"ID\":\"" + id + "\",\"Node\":\"n1\",\"CreateIndex\":" + created + "}]");
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).hasSize(deregistered ? 1 : 0);
    }

    @Test
    void aNodeThatIsNotCataloguedAnyMoreExplainsNothing() {
        consul.answer(30, list(marked(passing("n1", 1), "u1", 7)))
                .answer(40, "[]")
                .answer(40, list(serf("passing", 10)))
                .answer(40, "null");
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).isEmpty();
    }

    /** A token lost its right to a node: what it does not see was not taken out. */
    @Test
    void whatIsMissingAlthoughNothingWasWrittenIsHiddenUntilItIsThereAgain() {
        String others = "[{\"Node\":\"n2\",\"CreateIndex\":5}]";
        consul.answer(30, list(passing("n1", 1), passing("n2", 2)))
                .answer(30, list(passing("n2", 2)))
                .answer(30, "[]")
                .answer(30, others)
                .answer(33, list(passing("n2", 2)))
                .answer(34, "[]")
                .answer(34, list(serf("passing", 10)))
                .answer(35, list(passing("n1", 1)));
        for (int n = 0; n < 5; n++) {
            rig.turn();
        }
        assertThat(rig.told)
                .extracting(snapshot ->
                        snapshot.hidden().stream().map(Instance.Id::serviceId).toList())
                .containsExactly(List.of(), List.of("a-1"), List.of("a-1"), List.of("a-1"), List.of());
        assertThat(rig.told.get(3).gone()).extracting(Instance.Id::serviceId).containsExactly("a-2");
    }

    /** A token lost its right to services and kept that to nodes. */
    @Test
    void anEmptyAnswerAtAnIndexThatStoodStillHidesAll() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(30, "[]")
                .answer(30, list(serf("passing", 10)))
                .answer(30, node("", 0));
        rig.turn();
        rig.turn();
        assertThat(rig.told.get(1).hidden()).extracting(Instance.Id::serviceId).containsExactly("a-1");
    }

    /** The one change that does not move a service's index: an instance is registered under another name. */
    @Test
    void whoGoesByAnotherNameIsGone() {
        consul.answer(30, list(passing("n1", 1), passing("n1", 2)))
                .answer(30, list(passing("n1", 2)))
                .answer(30, "[]")
                .answer(30, list(serf("passing", 10)))
                .answer(30, node("", 0).replace("{}", "{\"a-2\":{\"ID\":\"a-2\",\"Service\":\"b\"}}"));
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).containsExactly("a-1");
        rig.turn();
        assertThat(rig.gone()).containsExactly("a-2");
        assertThat(rig.told).allMatch(snapshot -> snapshot.hidden().isEmpty());
    }

    /** Where there is no index nobody knows when anything was written. */
    @Test
    void withoutAnIndexNothingIsHidden() {
        Map<String, String> headers = Map.of("x-consul-knownleader", "true");
        consul.answer(200, headers, list(passing("n1", 1)))
                .answer(200, headers, "[]")
                .answer(1, list(serf("passing", 1)));
        rig.turn();
        rig.turn();
        assertThat(rig.told.get(1).hidden()).isEmpty();
        assertThat(rig.told.get(1).gone()).hasSize(1);
    }

    /** The next answer is judged by what the last one said of the node. */
    @Test
    void theMarkIsThatOfTheLastAnswer() {
        consul.answer(30, list(marked(passing("n1", 1), "u1", 7), marked(passing("n1", 2), "u1", 7)))
                .answer(40, list(marked(passing("n1", 1), "u2", 35), marked(passing("n1", 2), "u2", 35)))
                .answer(41, list(marked(passing("n1", 2), "u2", 35)));
        rig.turn();
        rig.turn();
        rig.turn();
        assertThat(rig.gone()).containsExactly("a-1");
    }
}
