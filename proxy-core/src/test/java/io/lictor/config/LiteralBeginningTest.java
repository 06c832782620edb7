package io.lictor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a path a regular expression says literally. */
class LiteralBeginningTest {

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(delimiter = ' ', quoteCharacter = '`', textBlock = """
            ^/sso 4
            ^/sso$ 4
            ^/sso(/|$) 4
            ^/sso(/|/x) 5
            ^/sso/v\\d+ 6
            ^/sso\\.php 8
            ^/sso? 3
            ^/sso*/x 3
            ^/sso+ 4
            ^/sso{2} 3
            ^/(sso|login)/ 5
            ^/(?:sso|login)/x 6
            ^/(sso|login)?/x 1
            ^/(sso)+/x 4
            ^/(?<id>ab)c 4
            ^/(?=x)ab 3
            ^/(?!ab|c)x 2
            ^/a(?<!b)c 3
            ^(?i)/ab 3
            ^/(?i:ab)c 4
            ^/\\Qa.b\\E/c 6
            (?d)^/api/.* 5
            (?i)^/api 4
            (?iu)^/a|(?d)^/bc 2
            (?m)^/a 0
            ^(?m)/a|^/b 0
            (?i)/a 0
            (?:^/a) 0
            ^/a|^/b 2
            ^/abc|^/b 2
            ^/[a-z] 1
            ^/[^/]+/x 1
            ^/[]a]x 1
            ^/\\p{L}x 1
            ^/. 1
            ^/ 1
            ^/.* 1
            ^ 0
            .* 0
            /a 0
            \\.php$ 0
            ^/a|/b 0
            ^/a|b 0
            (^/a) 0
            ^(/a|) 0
            ^/(?x)a 0
            ^/[a[b]]c 0
            ^/a\\x41 0
            """)
    void isTheLeastOfWhatEveryPathStartsWith(String regex, int length) {
        Pattern.compile(regex);
        assertThat(new PathPattern(PathPattern.Kind.REGEX, regex).literalLength())
                .isEqualTo(length);
    }

    /** Whatever it is found in, the paths have so much in common as it says: tried with random expressions and texts. */
    @Test
    void neverSaysMoreThanIsSo() {
        Random random = new Random(7);
        List<String> parts = List.of(
                "/", "a", "b", "ab", "(a|b)", "(ab|a)", "(?:a|)", "a?", "b*", "(ab)+", "[ab]", ".", "\\.", "|^/a", "$",
                "a{1}", "(?=a)", "(?i)");
        for (int n = 0; n < 4_000; n++) {
            StringBuilder regex = new StringBuilder(random.nextInt(8) == 0 ? "" : "^");
            for (int i = random.nextInt(6); i >= 0; i--) {
                regex.append(parts.get(random.nextInt(parts.size())));
            }
            int length = new PathPattern(PathPattern.Kind.REGEX_IGNORE_CASE, regex.toString()).literalLength();
            Pattern pattern = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
            for (int texts = 0; texts < 40; texts++) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(6); i > 0; i--) {
                    text.append("/ab.c".charAt(random.nextInt(5)));
                }
                if (pattern.matcher(text).find()) {
                    assertThat(text.length())
                            .as("%s is found in %s and says %d characters", regex, text, length)
                            .isGreaterThanOrEqualTo(length);
                }
            }
        }
    }
}
