package io.lictor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

    @ParameterizedTest(name = "[{0}] is {1} \"{2}\", written {3}")
    @CsvSource({
        "'', ANY, '', ''",
        "example.com, EXACT, example.com, example.com",
        "Example.COM, EXACT, example.com, example.com",
        "under_score-1, EXACT, under_score-1, under_score-1",
        "10.0.0.1, EXACT, 10.0.0.1, 10.0.0.1",
        "[::1], EXACT, [::1], [::1]",
        "*.example.com, SUFFIX, .example.com, *.example.com",
        "*.Com, SUFFIX, .com, *.com",
        "www.*, PREFIX, www., www.*",
        "WWW.a.*, PREFIX, www.a., www.a.*",
    })
    void reads(String text, HostPattern.Kind kind, String kept, String written) {
        HostPattern pattern = HostPattern.parse(text);

        assertThat(pattern).isEqualTo(new HostPattern(kind, kept)).hasToString(written);
    }

    @ParameterizedTest(name = "{0} would match no request and is refused")
    @ValueSource(
            strings = {"a.example:80", "[::1]:80", "[::1", "::1", "[]", "a.example.", "*.", "*.a.", "*.[::1]", "a:*"})
    void refusesWhatIsCutFromHostBeforeItIsMatched(String text) {
        assertThatThrownBy(() -> HostPattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host: \"" + text + "\" (expected: a name, *.name or name.*, nothing else)");
    }

    @ParameterizedTest(name = "[{0}] is refused")
    @ValueSource(strings = {"*", "a*", "*a", "a.*.b", "*.a.*", "**.a", "a b", "a/b", "a,b", "a@b", "caf\u00e9", "a%41"})
    void refusesWhatIsNoHostName(String text) {
        assertThatThrownBy(() -> HostPattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host: \"" + text + "\" (expected: a name, *.name or name.*, nothing else)");
    }
}
