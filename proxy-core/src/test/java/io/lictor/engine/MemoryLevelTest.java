package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryLevelTest {

    @ParameterizedTest(name = "{0} at {1} of 1000: {2}")
    @CsvSource({
        "NORMAL, 0, NORMAL",
        "NORMAL, 499, NORMAL",
        "NORMAL, 500, SHRINK",
        "NORMAL, 700, CLOSED",
        "NORMAL, 850, SHED",
        "NORMAL, 2000, SHED",
        "SHRINK, 400, SHRINK",
        "SHRINK, 399, NORMAL",
        "SHRINK, 699, SHRINK",
        "CLOSED, 600, CLOSED",
        "CLOSED, 599, SHRINK",
        "CLOSED, 399, NORMAL",
        "SHED, 750, SHED",
        "SHED, 749, CLOSED",
        "SHED, 0, NORMAL",
    })
    void risesAtOnceAndFallsWhenWellBelow(MemoryLevel before, long used, MemoryLevel after) {
        assertThat(before.next(used, 1000)).isEqualTo(after);
    }
}
