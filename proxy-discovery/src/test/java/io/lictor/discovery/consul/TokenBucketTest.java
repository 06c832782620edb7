package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private final FakeTicker ticker = new FakeTicker();

    @Test
    void givesTheBurstAtOnceAndThenByTheClock() {
        TokenBucket bucket = new TokenBucket(ticker, 2, 1);
        assertThat(bucket.take()).isZero();
        assertThat(bucket.take()).isZero();
        assertThat(bucket.take()).isEqualTo(1_000);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(bucket.take()).isEqualTo(1_000);
    }

    @Test
    void fillsNoFurtherThanItsBurst() {
        TokenBucket bucket = new TokenBucket(ticker, 2, 1);
        ticker.advance(Duration.ofDays(1));
        assertThat(bucket.take()).isZero();
        assertThat(bucket.take()).isZero();
        assertThat(bucket.take()).isEqualTo(1_000);
    }
}
