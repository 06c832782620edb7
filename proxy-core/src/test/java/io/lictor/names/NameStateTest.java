package io.lictor.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameStateTest {

    private static final Answer NONE = Answer.denied("NXDOMAIN");
    private static final Answer BROKEN = Answer.failed("SERVFAIL");

    private final NameState state = new NameState();

    @Test
    void isEmptyUntilAnAnswerCame() {
        assertThat(state.answered(NONE, BROKEN)).isEqualTo(NameState.RETRY_MILLIS);
        assertThat(state.ips()).isEmpty();
    }

    @Test
    void anAnswerReplacesTheOneBefore() {
        state.answered(some("10.0.0.1", "10.0.0.2"), some("::1"));
        assertThat(state.ips()).containsExactly("10.0.0.1", "10.0.0.2", "::1");

        state.answered(some("10.0.0.3"), some("::1"));
        assertThat(state.ips()).containsExactly("10.0.0.3", "::1");
    }

    @Test
    void aDenialOfOneFamilyIsBelievedWhileTheOtherAnswers() {
        state.answered(some("10.0.0.1"), some("::1"));
        state.answered(some("10.0.0.1"), NONE);
        assertThat(state.ips()).containsExactly("10.0.0.1");
    }

    @Test
    void aNameThatIsDeniedAltogetherKeepsItsLastAddresses() {
        state.answered(some("10.0.0.1"), some("::1"));
        assertThat(state.answered(NONE, NONE)).isEqualTo(NameState.RETRY_MILLIS);
        assertThat(state.ips()).containsExactly("10.0.0.1", "::1");
    }

    @Test
    void aFamilyThatFailedKeepsItsAddressesAndIsAskedAgainSoon() {
        state.answered(some("10.0.0.1"), some("::1"));
        assertThat(state.answered(some("10.0.0.2"), BROKEN)).isEqualTo(NameState.RETRY_MILLIS);
        assertThat(state.ips()).containsExactly("10.0.0.2", "::1");
        state.answered(BROKEN, NONE);
        assertThat(state.ips()).containsExactly("10.0.0.2", "::1");
    }

    @ParameterizedTest(name = "TTLs {0} and {1}: {2} ms")
    @CsvSource({"60000, 30000, 30000", "0, 60000, 1000", "86400000, 86400000, 300000", "7000, 900000, 7000"})
    void asksAgainWhenTheShorterTtlIsOverWithinBounds(long four, long six, long wait) {
        assertThat(state.answered(Answer.addresses(List.of("10.0.0.1"), four), Answer.addresses(List.of("::1"), six)))
                .isEqualTo(wait);
    }

    private static Answer some(String... ips) {
        return Answer.addresses(List.of(ips), 60_000);
    }
}
