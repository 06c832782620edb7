package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connections turned away for their number, and an agent that merely died. */
class ConnectionLimitTest {

    private final FakeTicker ticker = new FakeTicker();
    private int storms;
    private final ConnectionLimit limit = new ConnectionLimit(ticker, () -> storms++);

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            limit.refused(3);
        }
    }

    @Test
    void isNoticedWhereOthersAreAnsweredMeanwhile() {
        refuse(ConnectionLimit.STORM - 1);
        limit.answered();
        assertThat(storms).isZero();
        refuse(1);
        assertThat(storms).isEqualTo(1);
        refuse(1);
        assertThat(storms).isEqualTo(1);
    }

    @Test
    void anAgentThatDiedAnswersNobody() {
        limit.answered();
        refuse(1_000);
        assertThat(storms).isZero();
    }

    @Test
    void aQuestionThatWasOpenForLongWasNotTurnedAway() {
        for (int i = 0; i < 1_000; i++) {
            limit.refused(ConnectionLimit.SOON_MILLIS + 1);
            limit.answered();
        }
        assertThat(storms).isZero();
    }

    @Test
    void oneNowAndThenIsNoStorm() {
        for (int i = 0; i < 1_000; i++) {
            refuse(1);
            limit.answered();
            ticker.advance(Duration.ofMillis(ConnectionLimit.STORM_MILLIS / 2));
        }
        assertThat(storms).isZero();
    }
}
