package io.lictor.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.HealthCheck;
import io.lictor.upstream.CheckResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckRuleTest {

    /** P and F are checks that passed and failed; + and - what a peer is after each. */
    @ParameterizedTest(name = "fails={0} passes={1}: {2}")
    @CsvSource({
        "1, 1, PFPF, +-+-",
        "3, 1, FFPFFF, +++++-",
        "3, 2, FFFPFPP, ++----+",
        "2, 3, FFPPFPPP, +------+",
        "1, 1, P, +",
    })
    void turnsAfterSoManyInARow(int fails, int passes, String checks, String states) {
        HealthCheck check = HealthCheck.http("/").withCounts(fails, passes);
        CheckResult result = CheckResult.UNKNOWN;
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < checks.length(); i++) {
            result = CheckRule.after(result, check, checks.charAt(i) == 'P', "text " + i, i);
            seen.append(result.healthy() ? '+' : '-');
            assertThat(result.text()).isEqualTo("text " + i);
            assertThat(result.at()).isEqualTo(i);
        }
        assertThat(seen).hasToString(states);
    }
}
