package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest(name = "{0} is {1} ms")
    @CsvSource({
        "0, 0",
        "60, 60000",
        "500ms, 500",
        "5s, 5000",
        "2m, 120000",
        "3h, 10800000",
        "1d, 86400000",
        "1w, 604800000",
        "1m30s, 90000",
        "1m30, 90000",
        "1h1m1s1ms, 3661001",
        "366d, 31622400000",
        "31622400000ms, 31622400000",
        "000000000001, 1000",
    })
    void readsTimes(String text, long millis) throws SpecException {
        assertThat(Units.millis("here", text)).isEqualTo(millis);
    }

    @ParameterizedTest(name = "[{0}] is not a time")
    @ValueSource(strings = {"", " ", "s", "-1", "+1", "1.5s", "1 s", "1S", "1y", "1M", "s1", "1s ", "0000000000001"})
    void refusesWhatIsNotATime(String text) {
        assertThatThrownBy(() -> Units.millis("here", text))
                .isInstanceOf(SpecException.class)
                .hasMessage("here: \"" + text + "\" (expected: a time such as 60, 500ms, 5s or 1m30s)");
    }

    @ParameterizedTest(name = "{0} is more than a year")
    @ValueSource(
            strings = {"367d", "53w", "31622400001ms", "366d1ms", "999999999999w", "30500568905w", "1d999999999999d"})
    void refusesMoreThanAYear(String text) {
        assertThatThrownBy(() -> Units.millis("here", text))
                .isInstanceOf(SpecException.class)
                .hasMessage("here: \"" + text + "\" (expected: at most a year)");
    }

    @ParameterizedTest(name = "{0} is {1} bytes")
    @CsvSource({
        "0, 0",
        "1, 1",
        "64k, 65536",
        "64K, 65536",
        "1m, 1048576",
        "1M, 1048576",
        "2g, 2147483648",
        "2G, 2147483648",
        "999999999g, 1073741822926258176",
    })
    void readsSizes(String text, long bytes) throws SpecException {
        assertThat(Units.bytes("here", text)).isEqualTo(bytes);
    }

    @ParameterizedTest(name = "[{0}] is not a size")
    @ValueSource(strings = {"", "k", "-1", "+1", "1.5m", "1 k", "1t", "1kb", "1000000000"})
    void refusesWhatIsNotASize(String text) {
        assertThatThrownBy(() -> Units.bytes("here", text))
                .isInstanceOf(SpecException.class)
                .hasMessage("here: \"" + text + "\" (expected: a size such as 64k, 1m or 0)");
    }
}
