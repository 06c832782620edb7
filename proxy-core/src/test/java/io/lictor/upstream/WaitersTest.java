package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WaitersTest {

    private final Waiters waiters = new Waiters(3);

    @Test
    void noMoreEnterThanMayOverAllLoops() {
        assertThat(waiters.enter(0, 2)).isTrue();
        assertThat(waiters.enter(1, 2)).isTrue();
        assertThat(waiters.enter(2, 2)).isFalse();
        waiters.leave(0);
        assertThat(waiters.enter(2, 2)).isTrue();
        assertThat(waiters.count()).isEqualTo(2);
    }

    @Test
    void loopsThatWaitTakeTurns() {
        assertThat(waiters.next()).isEqualTo(-1);
        waiters.enter(0, 9);
        waiters.enter(2, 9);
        int[] turns = new int[3];
        for (int n = 0; n < 30; n++) {
            turns[waiters.next()]++;
        }
        assertThat(turns[0]).isPositive();
        assertThat(turns[1]).isZero();
        assertThat(turns[2]).isPositive();
    }

    @Test
    void aWakeUpIsPassedToTheLoopsBehindNeverBack() {
        waiters.enter(1, 9);
        assertThat(waiters.behind(1)).isEqualTo(-1);
        assertThat(waiters.behind(0)).isEqualTo(1);
        assertThat(waiters.behind(2)).isEqualTo(1);
    }
}
