package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long an answer takes until it is in effect. */
class ApplyLatencyTest {

    private final ApplyLatency latency = new ApplyLatency();

    @Test
    void isThatOfTheAnswerWhichWaitedLongest() {
        latency.changed(100);
        latency.changed(150);
        latency.told(400);
        latency.changed(1_000);
        latency.told(1_100);
        assertThat(latency.measured()).isEqualTo(new LatencyView(2, 400, 100, 300));
    }

    @Test
    void whatIsToldForOtherReasonsDoesNotCount() {
        latency.told(400);
        latency.changed(500);
        latency.nothing();
        latency.told(900);
        assertThat(latency.measured()).isEqualTo(LatencyView.NOTHING);
    }

    /** Additions wait until they have settled; the answer that says the same again does not count. */
    @Test
    void theTimeToSettleIsPartOfIt() {
        CoreRig rig = new CoreRig();
        rig.start("/a service:a");
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(Quiescence.QUIET_MILLIS));
        rig.settle();
        rig.core.taken();
        assertThat(rig.core.latency())
                .isEqualTo(
                        new LatencyView(1, Quiescence.QUIET_MILLIS, Quiescence.QUIET_MILLIS, Quiescence.QUIET_MILLIS));
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.settle();
        rig.core.taken();
        assertThat(rig.core.latency().count()).isEqualTo(1);
    }
}
