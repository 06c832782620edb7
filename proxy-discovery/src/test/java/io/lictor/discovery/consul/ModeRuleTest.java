package io.lictor.discovery.consul;

import static io.lictor.discovery.WatchMode.DIRECT;
import static io.lictor.discovery.WatchMode.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A query each, or a few for all. */
class ModeRuleTest {

    private final FakeTicker ticker = new FakeTicker();
    private final ModeRule rule = new ModeRule(128, ticker);

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            rule.opened();
        }
    }

    private void close(int count) {
        for (int i = 0; i < count; i++) {
            rule.closed();
        }
    }

    @Test
    void changesAboveTheBoundAndGoesBackAQuarterBelowIt() {
        open(128);
        assertThat(rule.mode()).isEqualTo(DIRECT);
        open(1);
        assertThat(rule.mode()).isEqualTo(SWEEP);
        close(32);
        assertThat(rule.mode()).isEqualTo(SWEEP);
        close(1);
        assertThat(rule.mode()).isEqualTo(DIRECT);
        open(32);
        assertThat(rule.mode()).isEqualTo(DIRECT);
    }

    /** At a start a query each for the first of them would only be in the way. */
    @Test
    void choosesForAllThatAreExpectedBeforeTheFirstIsOpen() {
        rule.expect(129);
        assertThat(rule.mode()).isEqualTo(SWEEP);
        open(129);
        assertThat(rule.mode()).isEqualTo(SWEEP);
        close(33);
        assertThat(rule.mode()).isEqualTo(DIRECT);
        rule.expect(32);
        assertThat(rule.mode()).isEqualTo(DIRECT);
        rule.expect(33);
        assertThat(rule.mode()).isEqualTo(SWEEP);
        rule.expect(0);
        assertThat(rule.mode()).isEqualTo(DIRECT);
    }

    @Test
    void isModestForAWhileAfterAStorm() {
        open(40);
        rule.storm();
        assertThat(rule.mode()).isEqualTo(SWEEP);
        ticker.advance(Duration.ofMillis(ModeRule.STORM_MILLIS - 1));
        assertThat(rule.mode()).isEqualTo(SWEEP);
        ticker.advance(Duration.ofMillis(1));
        assertThat(rule.mode()).isEqualTo(DIRECT);
    }
}
