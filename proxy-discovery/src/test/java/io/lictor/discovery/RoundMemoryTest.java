package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoundMemoryTest {

    private final RoundMemory<String, Integer> memory = new RoundMemory<>();

    @Test
    void keepsWhatTheLastTwoRoundsUsed() {
        memory.next();
        memory.keep("a", 1);
        assertThat(memory.now("a")).isEqualTo(1);
        assertThat(memory.before("a")).isNull();
        memory.next();
        assertThat(memory.now("a")).isNull();
        assertThat(memory.before("a")).isEqualTo(1);
        memory.next();
        assertThat(memory.before("a")).isNull();
    }

    @Test
    @SuppressWarnings("StringOperationCanBeSimplified") // Another object is meant.
    void knowsAnObjectAndNotItsEqual() {
        memory.keep("a", 1);
        assertThat(memory.now(new String("a"))).isNull();
    }

    @Test
    void forgetsBothRounds() {
        memory.keep("a", 1);
        memory.next();
        memory.keep("b", 2);
        memory.forget();
        assertThat(memory.before("a")).isNull();
        assertThat(memory.now("b")).isNull();
    }
}
