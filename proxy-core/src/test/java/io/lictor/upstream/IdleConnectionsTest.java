package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IdleConnectionsTest {

    private final IdleConnections idle = new IdleConnections(3);

    @Test
    void sumsTheLoops() {
        idle.set(0, 2);
        idle.set(2, 3);
        assertThat(idle.count()).isEqualTo(5);
        assertThat(idle.exceeds(5)).isFalse();
        assertThat(idle.exceeds(4)).isTrue();
        idle.set(2, 0);
        assertThat(idle.count()).isEqualTo(2);
    }

    @Test
    void theSumIsNeededOnlyWhenMoreArePooledThanMayBeIdle() {
        idle.pooled();
        idle.pooled();
        assertThat(idle.mayExceed(2)).isFalse();
        assertThat(idle.mayExceed(1)).isTrue();
        idle.unpooled();
        assertThat(idle.mayExceed(1)).isFalse();
    }

    @Test
    void theFullestGivesUpFirstAndOfEqualsAnother() {
        idle.set(0, 1);
        assertThat(idle.fullest(0)).isZero();
        idle.set(1, 1);
        assertThat(idle.fullest(0)).isEqualTo(1);
        assertThat(idle.fullest(1)).isZero();
        idle.set(0, 2);
        assertThat(idle.fullest(0)).isZero();
        assertThat(idle.fullest(2)).isZero();
    }
}
