package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTest {

    @ParameterizedTest(name = "[{0}] holds close: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    close           | true
                    CLOSE           | true
                    x,close         | true
                    close,x         | true
                    'x , \tcLose\t' | true
                    ',,close,'      | true
                    ''              | false
                    ','             | false
                    closed          | false
                    clos            | false
                    x close         | false
                    'close x'       | false
                    xclose          | false
                    c,l,o,s,e       | false
                    """)
    void findsATokenInAList(String list, boolean holds) {
        byte[] bytes = ("\0" + list + "close").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Ascii.listHolds(bytes, 1, list.length(), Ascii.bytes("close")))
                .isEqualTo(holds);
    }

    @Test
    void onlyLettersHaveACase() {
        for (int b = -128; b < 256; b++) {
            assertThat(Ascii.toLower(b)).isEqualTo(b >= 'A' && b <= 'Z' ? Character.toLowerCase(b) : b);
        }
        assertThat(Ascii.equalsLowerCase(Ascii.bytes("a[b@"), 0, 4, Ascii.bytes("a{b`")))
                .isFalse();
        assertThat(Ascii.equalsLowerCase(Ascii.bytes("xABx"), 1, 2, Ascii.bytes("ab")))
                .isTrue();
        assertThat(Ascii.equalsLowerCase(Ascii.bytes("xABx"), 1, 3, Ascii.bytes("ab")))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 1234567890, Integer.MAX_VALUE, Long.MAX_VALUE})
    void writesDecimals(long number) {
        byte[] bytes = new byte[24];

        int end = Ascii.putDecimal(bytes, 3, number);

        assertThat(new String(bytes, 3, end - 3, StandardCharsets.US_ASCII)).isEqualTo(Long.toString(number));
    }

    @Test
    void hexDigitsAreTheSixteenAndTheirLowerCase() {
        for (int b = -128; b < 128; b++) {
            int expected = b >= 0 ? Character.digit(b, 16) : -1;
            assertThat(Hex.value((byte) b)).as("byte %d", b).isEqualTo(expected);
        }
        for (int value = 0; value < 16; value++) {
            assertThat((char) Hex.digit(value)).isEqualTo("0123456789ABCDEF".charAt(value));
        }
    }
}
