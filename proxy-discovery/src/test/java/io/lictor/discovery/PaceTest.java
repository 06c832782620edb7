package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery works a fifth of the time. */
class PaceTest {

    @ParameterizedTest(name = "{0} ns of work -> {1} ms of rest")
    @CsvSource({"0, 0", "4999999, 0", "5000000, 20", "80999999, 320", "100000000, 400", "9000000000, 400"})
    void restsFourTimesAsLongAsItWorkedUpToABound(long workNanos, long restMillis) {
        assertThat(Pace.restMillis(workNanos)).isEqualTo(restMillis);
    }
}
