package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with {@code allow} and {@code deny}. */
class AccessValuesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            allow=10.0.0.0/8 | allow: no deny behind it (expected: deny=all, as whom no rule has is served)
            deny=10.0.0.1 allow=10.0.0.0/8 | allow: no deny behind it (expected: deny=all, as whom no rule has is served)
            deny=10.0.0.0/33 | deny: "10.0.0.0/33" (expected: ADDRESS or ADDRESS/BITS by commas, or all)
            deny=localhost | deny: "localhost" (expected: ADDRESS or ADDRESS/BITS by commas, or all)
            deny=10.0.0.1,all | deny: "all" (expected: ADDRESS or ADDRESS/BITS by commas, or all)
            deny= | deny: "" (expected: ADDRESS or ADDRESS/BITS by commas, or all)
            access_forwarded=on | access_forwarded: given without a rule (expected: allow= and deny=, or deny=, with it)
            deny=all access_forwarded=yes | access_forwarded: "yes" (expected: on or off)
            """)
    void isReportedWithWhatWasExpected(String words, String message) {
        assertThatThrownBy(() -> RouteParser.parseDeclared("/a " + words, "s", "tag"))
                .isInstanceOf(SpecException.class)
                .hasMessage(message);
    }
}
