package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a service's index is enough to know that nothing changed, against a scripted Consul. */
@ParameterizedClass
@EnumSource(ConsulKind.class)
class ReadIfMovedTest {

    private final WatchRig rig;
    private final ScriptedTransport consul;

    ReadIfMovedTest(ConsulKind kind) {
        rig = new WatchRig(kind);
        consul = rig.consul;
    }

    private boolean wasAskedForAll() {
        return consul.lastAsked().tag().isEmpty();
    }

    @Test
    void readsNothingAndTellsNobodyWhileTheIndexStays() {
        consul.answer(30, list(passing("n1", 1))).answer(30, "[]").answer(30, "[]");
        rig.read();
        assertThat(rig.readIfMoved()).isZero();
        assertThat(rig.readIfMoved()).isZero();
        assertThat(wasAskedForAll()).isFalse();
        assertThat(consul.lastAsked().index()).isZero();
        assertThat(consul.lastAsked().stale()).isFalse();
        assertThat(rig.told).hasSize(1);
        assertThat(rig.faults).isEmpty();
    }

    @Test
    void readsAtOnceWhenTheIndexMoved() {
        consul.answer(30, list(passing("n1", 1), passing("n1", 2)))
                .answer(31, "[]")
                .answer(31, list(passing("n1", 2)));
        rig.read();
        assertThat(rig.readIfMoved()).isZero();
        assertThat(wasAskedForAll()).isTrue();
        assertThat(rig.ports()).containsExactly(2);
        assertThat(rig.gone()).containsExactly("a-1");
    }

    @Test
    void takesAnIndexThatWentBackForABreak() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(12, "[]")
                .answer(12, "[]")
                .answer(12, "[]");
        rig.read();
        assertThat(rig.readIfMoved()).isPositive();
        assertThat(rig.told).hasSize(1);
        rig.readIfMoved();
        assertThat(wasAskedForAll()).isTrue();
        assertThat(rig.last().continuous()).isFalse();
        assertThat(rig.gone()).isEmpty();
    }

    @Test
    void readsBeforeAnythingIsKnown() {
        consul.answer(30, list(passing("n1", 1)));
        rig.readIfMoved();
        assertThat(wasAskedForAll()).isTrue();
        assertThat(rig.ports()).containsExactly(1);
    }

    @Test
    void readsWhereTheLastWordWasAFault() {
        consul.answer(30, list(passing("n1", 1)))
                .failure("reset")
                .answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)));
        rig.read();
        assertThat(rig.readIfMoved()).isNotNegative();
        assertThat(rig.faults).hasSize(1);
        rig.readIfMoved();
        assertThat(rig.told).hasSize(2);
        rig.cannotAsk();
        rig.readIfMoved();
        assertThat(rig.told).hasSize(3);
        assertThat(wasAskedForAll()).isTrue();
    }

    @Test
    void readsWhereNoLeaderVouchesForTheIndexOrForWhatIsKnown() {
        consul.answer(30, list(passing("n1", 1)))
                .stale(30, "[]")
                .stale(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)));
        rig.read();
        assertThat(rig.readIfMoved()).isEqualTo(WatchLoop.STALE_WAIT_SECONDS * 1_000L);
        rig.readIfMoved();
        assertThat(rig.told).hasSize(3);
        assertThat(rig.last().fresh()).isTrue();
    }

    @ParameterizedTest(name = "status {0}")
    @ValueSource(ints = {403, 429, 500})
    void aRefusalIsAFaultAtOnce(int status) {
        consul.answer(30, list(passing("n1", 1))).status(status, "no");
        rig.read();
        rig.readIfMoved();
        assertThat(rig.told).hasSize(1);
        assertThat(rig.faults).hasSize(1);
        assertThat(rig.faults.get(0).denied()).isEqualTo(status == 403);
    }

    /** Somebody may bear the tag that nobody bears. */
    @Test
    void believesNoAnswerThatHasInstances() {
        consul.answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)))
                .answer(30, list(passing("n1", 1)));
        rig.read();
        rig.readIfMoved();
        assertThat(wasAskedForAll()).isTrue();
        assertThat(rig.told).hasSize(2);
    }
}
