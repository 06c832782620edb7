package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Times are milliseconds; {@code fail_timeout} is 10000. */
class PeerTest {

    private static final PeerOptions ONE_FAIL = new PeerOptions(1, 1, 10_000, false);
    private static final PeerOptions THREE_FAILS = new PeerOptions(1, 3, 10_000, false);
    private static final PeerOptions NEVER_OUT = new PeerOptions(1, 0, 10_000, false);

    private final Peer peer = new Peer("up", new Endpoint(new Address("10.0.0.1", 80), new InetSocketAddress(80), 1));

    @Test
    void isOutAfterMaxFailsAndForFailTimeout() {
        assertThat(fail(THREE_FAILS, 0)).isFalse();
        assertThat(fail(THREE_FAILS, 1)).isFalse();
        assertThat(peer.isAvailable(THREE_FAILS, 1)).isTrue();
        assertThat(fail(THREE_FAILS, 2)).as("this one took it out").isTrue();

        assertThat(peer.isEjected(THREE_FAILS)).isTrue();
        assertThat(peer.isAvailable(THREE_FAILS, 2)).isFalse();
        assertThat(peer.isAvailable(THREE_FAILS, 10_002)).as("at fail_timeout").isFalse();
        assertThat(peer.isAvailable(THREE_FAILS, 10_003)).as("beyond it").isTrue();
    }

    @Test
    void isNeverOutWithMaxFailsZero() {
        for (int i = 0; i < 100; i++) {
            assertThat(fail(NEVER_OUT, i)).isFalse();
            assertThat(peer.isAvailable(NEVER_OUT, i)).isTrue();
        }
        assertThat(peer.isEjected(NEVER_OUT)).isFalse();
        assertThat(peer.fails()).isEqualTo(100);
    }

    @Test
    void letsOneTrialThroughAFailTimeout() {
        fail(ONE_FAIL, 0);

        assertThat(peer.isAvailable(ONE_FAIL, 10_001)).isTrue();
        assertThat(peer.reserve(ONE_FAIL, 10_001)).isTrue();
        assertThat(peer.isAvailable(ONE_FAIL, 10_001)).isFalse();
        assertThat(peer.reserve(ONE_FAIL, 10_001))
                .as("another loop wants it too")
                .isFalse();
        assertThat(peer.isAvailable(ONE_FAIL, 20_001)).isFalse();
        assertThat(peer.isAvailable(ONE_FAIL, 20_002))
                .as("the trial never ended: the next one")
                .isTrue();
    }

    @Test
    void aTrialThatSucceedsBringsItBack() {
        fail(THREE_FAILS, 0);
        fail(THREE_FAILS, 0);
        fail(THREE_FAILS, 0);
        assertThat(peer.reserve(THREE_FAILS, 10_001)).isTrue();

        assertThat(succeed(THREE_FAILS)).as("this brought it back").isTrue();

        assertThat(peer.fails()).isZero();
        assertThat(peer.isAvailable(THREE_FAILS, 10_001)).isTrue();
        assertThat(succeed(THREE_FAILS)).isFalse();
    }

    @Test
    void aTrialThatFailsKeepsItOutForAnotherFailTimeout() {
        fail(ONE_FAIL, 0);
        peer.reserve(ONE_FAIL, 10_001);

        assertThat(fail(ONE_FAIL, 12_000)).as("it was out already").isFalse();

        assertThat(peer.isAvailable(ONE_FAIL, 22_000)).isFalse();
        assertThat(peer.isAvailable(ONE_FAIL, 22_001)).isTrue();
        assertThat(peer.fails()).isEqualTo(2);
    }

    @Test
    void anOrdinarySuccessInTheWindowDoesNotClearFailures() {
        peer.reserve(THREE_FAILS, 0);
        fail(THREE_FAILS, 1);
        peer.reserve(THREE_FAILS, 2);
        assertThat(succeed(THREE_FAILS)).isFalse();
        assertThat(peer.fails()).isOne();

        fail(THREE_FAILS, 3);
        succeed(THREE_FAILS);
        assertThat(fail(THREE_FAILS, 4)).isTrue();
    }

    @Test
    void aSuccessPickedAfterTheWindowReopenedClearsFailures() {
        fail(THREE_FAILS, 0);
        fail(THREE_FAILS, 0);
        peer.reserve(THREE_FAILS, 10_001);

        assertThat(succeed(THREE_FAILS)).as("it was never out").isFalse();
        assertThat(peer.fails()).isZero();
    }

    @Test
    void aFailureAfterTheWindowReopenedKeepsTheOlderOnes() {
        fail(THREE_FAILS, 0);
        fail(THREE_FAILS, 0);
        peer.reserve(THREE_FAILS, 10_001);
        peer.reserve(THREE_FAILS, 10_001);

        assertThat(fail(THREE_FAILS, 10_002)).isTrue();
        assertThat(succeed(THREE_FAILS))
                .as("its failure is newer than its pick")
                .isFalse();
        assertThat(peer.isAvailable(THREE_FAILS, 10_002)).isFalse();
    }

    @Test
    void reservingAHealthyPeerAlwaysSucceeds() {
        for (int now = 0; now < 50_000; now += 1_000) {
            assertThat(peer.reserve(ONE_FAIL, now)).isTrue();
        }
    }

    @Test
    void newOptionsJudgeTheOldCount() {
        fail(THREE_FAILS, 0);
        assertThat(peer.isAvailable(THREE_FAILS, 0)).isTrue();
        assertThat(peer.judge(new EjectionCap(), ONE_FAIL, 0)).isEqualTo(HealthChange.EJECTED);
        assertThat(peer.isAvailable(ONE_FAIL, 0)).isFalse();
        assertThat(peer.isAvailable(new PeerOptions(1, 1, 0, false), 1)).isTrue();
    }

    @Test
    void countsAttempts() {
        peer.begin();
        peer.begin();
        peer.begin();
        assertThat(peer.inFlight()).isEqualTo(3);

        peer.failed(ONE_FAIL, 0);
        peer.succeeded(ONE_FAIL);
        peer.abandoned();

        assertThat(peer.inFlight()).isZero();
        assertThat(peer.requests()).isEqualTo(3);
        assertThat(peer.failures()).isOne();
        assertThat(peer.fails())
                .as("the success was not picked after the window")
                .isOne();
        assertThat(peer).hasToString("up 10.0.0.1:80");
    }

    @Test
    void anAbandonedAttemptSaysNothing() {
        fail(ONE_FAIL, 0);
        peer.begin();
        peer.abandoned();

        assertThat(peer.fails()).isOne();
        assertThat(peer.isAvailable(ONE_FAIL, 5)).isFalse();
    }

    private boolean fail(PeerOptions options, long now) {
        peer.begin();
        return peer.failed(options, now) == HealthChange.EJECTED;
    }

    private boolean succeed(PeerOptions options) {
        peer.begin();
        return peer.succeeded(options) == HealthChange.RESTORED;
    }

    @Test
    void theFailureThatReachesMaxFailsTakesThePeerOutIfForLongEnough() {
        assertThat(peer.isOutByFailure(new PeerOptions(1, 1, 10_000, false))).isTrue();
        assertThat(peer.isOutByFailure(new PeerOptions(1, 2, 10_000, false))).isFalse();
        assertThat(peer.isOutByFailure(new PeerOptions(1, 0, 10_000, false))).isFalse();
        assertThat(peer.isOutByFailure(new PeerOptions(1, 1, 999, false))).isFalse();
        peer.begin();
        peer.failed(new PeerOptions(1, 2, 10_000, false), 0);
        assertThat(peer.isOutByFailure(new PeerOptions(1, 2, 10_000, false))).isTrue();
    }
}
