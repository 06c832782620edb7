package io.lictor.discovery.dialect.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Go's regular expressions find, theirs in Java find, too. */
final class GoRegexTest {

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "^a$, a, true",
        "^a$, a+, false",
        "(?m)^a$, 'a\nb', true",
        "^/(?P<a_b>x+)$, /xx, true",
        "^/(?<a>x+)$, /xx, true",
        "[[:digit:]]+, abc, false",
        "[[:digit:]]+, a1c, true",
        "[[:^digit:]], 123, false",
        "^[[:word:]-]+\\z, a_b-c, true",
        "[a&&b], &, true",
        "[a&&b], a, true",
        "[a[b], [, true",
        "[]a], ], true",
        "[^]a], b, true",
        "[^]a], ], false",
        "[a^], ^, true",
        "^/{id:[0-9]+}, /{id:7}, true",
        "^x{2}$, xx, true",
        "^x{2}$, x{2}, false",
        "\\Qa.b\\E, a.b, true",
        "\\Qa.b\\E, axb, false",
        "(?i)ABC, abc, true",
        "(?i:A)B, aB, true",
        "(?i:A)B, ab, false",
        "\\++, a++, true",
    })
    void findsTheSame(String regex, String text, boolean found) throws Exception {
        assertThat(Pattern.compile(GoRegex.toJava("p", regex)).matcher(text).find())
                .isEqualTo(found);
    }

    @Test
    void theEndIsTheVeryEndAndADotAllButALineFeed() throws Exception {
        assertThat(finds("^/a$", "/a\n")).isFalse();
        assertThat(finds("^/a/.$", "/a/\r")).isTrue();
        assertThat(finds("^/a/.$", "/a/\u2028")).isTrue();
        assertThat(finds("^/a/.$", "/a/\n")).isFalse();
    }

    @Test
    void knowsWhatGroupsAreCalled() throws Exception {
        assertThat(GoRegex.translated("p", "(a)(?P<b>b)(?:c)(?<d>d)").groups()).containsExactly("", "b", "d");
    }

    private static boolean finds(String regex, String text) throws Exception {
        return Pattern.compile(GoRegex.toJava("p", regex)).matcher(text).find();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "10, 10s",
        "10s, 10000ms",
        "1.5s, 1500ms",
        "1m30s, 90000ms",
        "500ms, 500ms",
        "1us, 1ms",
        "1h, 3600000ms",
        ".5s, 500ms",
        "0, 0s",
        "0s, 0ms",
    })
    void timesAreGos(String text, String nginx) throws Exception {
        assertThat(GoDuration.toNginx(text)).isEqualTo(nginx);
    }
}
