package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Samples are milliseconds here, averages microseconds. */
class ResponseTimeTest {

    private final ResponseTime time = new ResponseTime();

    @Test
    void isUnknownUntilTheFirstSample() {
        assertThat(time.isUnknown()).isTrue();
        assertThat(time.micros(5)).isZero();
        add(0, 5);
        assertThat(time.isUnknown()).as("even a sample of nothing is one").isFalse();
        assertThat(time.micros(5)).isPositive();
    }

    @Test
    void risesToAPeakAtOnceAndSinksSlowly() {
        add(10, 0);
        assertThat(time.micros(0)).isEqualTo(10_000f);
        add(50, 0);
        assertThat(time.micros(0)).isEqualTo(50_000f);
        add(10, 0);
        assertThat(time.micros(0)).isBetween(49_000f, 49_999f);
        for (int n = 0; n < 1_000; n++) {
            add(10, 0);
        }
        assertThat(time.micros(0)).isCloseTo(10_000f, Percentage.withPercentage(1));
    }

    @Test
    void sinksWithoutSamples() {
        add(100, 1_000);

        assertThat(time.micros(11_000)).isCloseTo(50_000f, Percentage.withPercentage(1));
        assertThat(time.micros(91_000)).isCloseTo(10_000f, Percentage.withPercentage(1));
        assertThat(time.micros(500)).as("a clock that is behind").isEqualTo(100_000f);
    }

    @Test
    void theClockMayWrapAround() {
        long late = (1L << 32) - 1_000;
        add(100, late);

        assertThat(time.micros(late + 10_000)).isCloseTo(50_000f, Percentage.withPercentage(1));
    }

    private void add(long millis, long now) {
        time.add(millis * 1_000_000, now);
    }
}
