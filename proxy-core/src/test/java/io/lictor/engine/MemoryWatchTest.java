package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryWatchTest {

    @ParameterizedTest(name = "{1} connections, {0} MiB used of 64: {2}")
    @CsvSource({
        "10, 0, 10",
        "60, 0, 16",
        "60, 8, 19",
        "60, 100, 53",
        "60, 118, 60",
        "60, 10000, 60",
    })
    void countsOnlyWhatConnectionsCanHold(long used, int connections, long held) {
        assertThat(MemoryWatch.held(used << 20, 64 << 20, connections) >> 20).isEqualTo(held);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"SHRINK", "CLOSED", "SHED"})
    void comesBackWhenNoConnectionIsLeftThoughTheAllocatorKeepsAll(MemoryLevel level) {
        long budget = 64 << 20;
        assertThat(level.next(MemoryWatch.held(budget, budget, 0), budget)).isEqualTo(MemoryLevel.NORMAL);
    }
}
