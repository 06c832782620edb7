package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.KeysSnapshot;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import io.lictor.testkit.FakeTicker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keys by a blocking query, against a scripted Consul, in virtual time. */
class KeysWatchLoopTest {

    private final FakeTicker ticker = new FakeTicker();
    private final ScriptedTransport consul = new ScriptedTransport();
    private final List<KeysSnapshot> told = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final WatchLoop<KeysSnapshot> loop = new WatchLoop<>(
            "/v1/kv/lictor/",
            consul,
            new KeysReader(ticker),
            new Receiver<>() {
                @Override
                public void answered(KeysSnapshot snapshot) {
                    told.add(snapshot);
                }

                @Override
                public void failed(Fault fault) {
                    faults.add(fault);
                }
            },
            ticker,
            new Random(1),
            new TrafficMeter());

    private void turn(int times) {
        for (int i = 0; i < times; i++) {
            ticker.advance(Duration.ofMillis(loop.turn()));
        }
    }

    private KeysSnapshot last() {
        return told.get(told.size() - 1);
    }

    /** {@code a=1}: key and value. */
    private static String keys(String... keys) {
        return Stream.of(keys)
                .map(key -> key.split("=", 2))
                .map(pair -> "{\"Key\":\"lictor/" + pair[0] + "\",\"Value\":"
                        + (pair[1].isEmpty() ? "null" : '"' + base64(pair[1]) + '"') + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void nothing(long index) {
        consul.answer(404, Map.of("x-consul-index", Long.toString(index), "x-consul-knownleader", "true"), "");
    }

    @Test
    void readsKeysAndValues() {
        consul.answer(30, keys("a=/x service:ü", "b="));
        turn(1);
        assertThat(last().values()).isEqualTo(Map.of("lictor/a", "/x service:ü", "lictor/b", ""));
        assertThat(consul.lastAsked().recurse()).isTrue();
    }

    @Test
    void takesNothingFoundForAnAnswerToWaitOn() {
        nothing(1);
        nothing(1);
        nothing(1);
        turn(3);
        assertThat(told).hasSize(3).allMatch(snapshot -> snapshot.values().isEmpty() && snapshot.fresh());
        assertThat(consul.lastAsked().index()).isEqualTo(1);
        assertThat(consul.lastAsked().waitSeconds()).isPositive();
        assertThat(faults).isEmpty();
    }

    @Test
    void takesNotFoundOfAnotherServerForAnError() {
        consul.answer(30, keys("a=1")).answer(404, Map.of(), "not found");
        turn(2);
        assertThat(told).hasSize(1);
        assertThat(faults).extracting(Fault::message).containsExactly("status 404: not found");
    }

    @Test
    void aKeyIsDeletedWhereTheIndexGrew() {
        consul.answer(30, keys("a=1", "b=2")).answer(31, keys("a=1"));
        nothing(33);
        turn(3);
        assertThat(told).allMatch(KeysSnapshot::explained);
        assertThat(last().values()).isEmpty();
    }

    /** Consul from 1.11 on says that it kept some back; then what is missing may be there. */
    @Test
    void aKeyIsNotDeletedWhereSomeWereKeptBack() {
        consul.answer(30, keys("a=1", "b=2"))
                .answer(
                        200,
                        Map.of(
                                "x-consul-index",
                                "31",
                                "x-consul-knownleader",
                                "true",
                                "x-consul-results-filtered-by-acls",
                                "true"),
                        keys("a=1"));
        turn(2);
        assertThat(last().explained()).isFalse();
    }

    /** The newest key's tombstone was reaped during an outage. */
    @Test
    void aKeyIsDeletedWhereTheIndexWentBackAndOthersAreThere() {
        consul.answer(30, keys("a=1", "b=2"))
                .failure("refused")
                .answer(12, keys("a=1"))
                .answer(12, keys("a=1"))
                .answer(12, keys("a=1"));
        turn(4);
        assertThat(told).hasSize(2);
        assertThat(last().explained()).isTrue();
        assertThat(last().values()).hasSize(1);
        turn(1);
        assertThat(consul.lastAsked().index()).isEqualTo(12);
    }

    @Test
    void nothingAtAllAtAnIndexThatWentBackExplainsNothing() {
        consul.answer(30, keys("a=1"));
        nothing(2);
        nothing(2);
        turn(3);
        assertThat(last().values()).isEmpty();
        assertThat(last().explained()).isFalse();
    }

    /** Those that are known from the last run may be missing because the cluster was built anew since. */
    @Test
    void nothingAtAllAtTheStartExplainsNothing() {
        nothing(1);
        turn(1);
        assertThat(last().explained()).isFalse();
    }

    @Test
    void someAtTheStartExplainTheOthers() {
        consul.answer(1, keys("a=1"));
        turn(1);
        assertThat(last().explained()).isTrue();
    }

    /** So it is when a token lost its rights. */
    @Test
    void nothingAtAllAtTheSameIndexExplainsNothing() {
        consul.answer(30, keys("a=1"));
        nothing(30);
        nothing(35);
        turn(3);
        assertThat(told.get(1).explained()).isFalse();
        assertThat(told)
                .extracting(KeysSnapshot::hidden)
                .containsExactly(Set.of(), Set.of("lictor/a"), Set.of("lictor/a"));
    }

    /** They come back together; what is not among them then was deleted meanwhile. */
    @Test
    void whatIsHiddenIsSoUntilSomeOfItIsThereAgain() {
        consul.answer(30, keys("a=1", "b=2", "c=3"))
                .answer(30, keys("c=3"))
                .answer(33, keys("c=4", "d=5"))
                .answer(34, keys("b=2", "c=4", "d=5"));
        turn(4);
        assertThat(told)
                .extracting(KeysSnapshot::hidden)
                .containsExactly(Set.of(), Set.of("lictor/a", "lictor/b"), Set.of("lictor/a", "lictor/b"), Set.of());
    }

    /** A key was deleted while nobody asked, and its tombstone is reaped: the index is that of the others again. */
    @Test
    void afterALongSilenceNothingIsHidden() {
        consul.answer(30, keys("a=1", "b=2")).answer(30, keys("a=1"));
        turn(1);
        ticker.advance(Duration.ofMinutes(20));
        turn(1);
        assertThat(last().hidden()).isEmpty();
        assertThat(last().explained()).isFalse();
    }

    @Test
    void aWholeAnswerThatWasKeptBackIsARefusal() {
        consul.answer(30, keys("a=1"))
                .answer(
                        404,
                        Map.of(
                                "x-consul-index",
                                "31",
                                "x-consul-knownleader",
                                "true",
                                "x-consul-results-filtered-by-acls",
                                "true"),
                        "");
        turn(2);
        assertThat(told).hasSize(1);
        assertThat(faults).singleElement().matches(Fault::denied);
    }

    @Test
    void aValueThatIsNoTextIsMarked() {
        consul.answer(30, "[{\"Key\":\"lictor/a\",\"Value\":\"/w==\"},{\"Key\":\"lictor/b\",\"Value\":\"eA==\"}]");
        turn(1);
        assertThat(last().values()).isEqualTo(Map.of("lictor/a", KeysSnapshot.NO_TEXT, "lictor/b", "x"));
    }

    @Test
    void rubbishIsAnError() {
        for (String body : List.of("null", "{}", "[null]", "[{}]", "[{\"Key\":\"a\",\"Value\":\"%%\"}]", "7")) {
            consul.answer(30, body);
            turn(1);
        }
        assertThat(told).isEmpty();
        assertThat(faults).hasSize(6);
    }
}
