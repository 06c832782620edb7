package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery works half of the time at most. */
class PaceTest {

    @ParameterizedTest(name = "{0} ns of work -> {1} ms of rest")
    @CsvSource({"0, 0", "4999999, 0", "5000000, 5", "80999999, 80", "200000000, 200", "9000000000, 200"})
    void restsAsLongAsItWorkedUpToABound(long workNanos, long restMillis) {
        assertThat(Pace.restMillis(workNanos)).isEqualTo(restMillis);
    }
}
