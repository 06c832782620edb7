package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a route's text is cut into words. */
final class WordsTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("", List.of()),
                arguments(" \t\r\n", List.of()),
                arguments(" a\tb  c ", List.of("a", "b", "c")),
                arguments("x=\"a b\" c", List.of("x=a b", "c")),
                arguments("\"x=a  b\"", List.of("x=a  b")),
                arguments("x=\"\" \"\"", List.of("x=", "")),
                arguments("x=\"a \\\"b\\\" \\\\\"", List.of("x=a \"b\" \\")),
                arguments("x=\"^/a\\.b\\d\"", List.of("x=^/a\\.b\\d")),
                arguments("x=a\"b c\"", List.of("x=a\"b", "c\"")),
                arguments("x=a=\"b", List.of("x=a=\"b")),
                arguments("x==\"b", List.of("x==\"b")));
    }

    @ParameterizedTest(name = "[{0}]")
    @MethodSource("texts")
    void cutsAtBlanksOutsideQuotes(String text, List<String> words) throws Exception {
        assertThat(Words.of(text)).isEqualTo(words);
    }

    @ParameterizedTest(name = "[{0}] is refused")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "x=\"a b | quote: \"x=\"a b\" (expected: a closing quote)",
                "a \"b\\\" | quote: \"\"b\\\"\" (expected: a closing quote)",
                "x=\"a\"b c | quote: \"x=\"a\"b\" (expected: a blank behind the closing quote)"
            })
    void saysWhereAQuoteIsOpen(String text, String message) {
        assertThatThrownBy(() -> Words.of(text))
                .isInstanceOf(SpecException.class)
                .hasMessage(message);
    }
}
