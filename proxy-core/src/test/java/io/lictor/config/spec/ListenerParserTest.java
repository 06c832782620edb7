package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.ListenerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenerParserTest {

    @Test
    void nothingMeansTheDefault() throws SpecException {
        assertThat(ListenerParser.options(" ")).isEqualTo(ListenerOptions.DEFAULT);
    }

    @Test
    void everyDefaultTextMeansTheDefault() throws SpecException {
        StringBuilder text = new StringBuilder();
        Option.among(true)
                .forEach(option ->
                        text.append(' ').append(option.directive()).append('=').append(option.defaultText()));

        assertThat(ListenerParser.options(text.toString())).isEqualTo(ListenerOptions.DEFAULT);
    }

    @Test
    void readsEveryOption() throws SpecException {
        assertThat(ListenerParser.options("client_header_timeout=1s client_body_timeout=2s send_timeout=3s"
                        + " keepalive_timeout=0 keepalive_requests=5 lingering_time=6s  lingering_timeout=7s"
                        + " large_client_header_buffers=8,16k max_headers=9 client_max_body_size=10m"))
                .isEqualTo(new ListenerOptions(1_000, 2_000, 3_000, 0, 5, 6_000, 7_000, 8, 16 << 10, 9, 10 << 20));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "client_header_timeout=0 | client_header_timeout: \"0\" (expected: more than 0)",
                "send_timeout=soon | send_timeout: \"soon\" (expected: a time such as 60, 500ms, 5s or 1m30s)",
                "max_headers=0 | max_headers: \"0\" (expected: 1 to 100000)",
                "max_headers | max_headers: needs a value (expected: max_headers=…)",
                "max_headers=1 max_headers=2 | max_headers: given twice (expected: once)",
                "large_client_header_buffers=8k | large_client_header_buffers: \"8k\" (expected: NUMBER,SIZE such as"
                        + " 4,8k: 1 to 64 buffers of 128 to 256k)",
                "large_client_header_buffers=4,1 | large_client_header_buffers: \"4,1\" (expected: NUMBER,SIZE such as"
                        + " 4,8k: 1 to 64 buffers of 128 to 256k)",
                "large_client_header_buffers=x,8k | large_client_header_buffers: \"x\" (expected: a whole number)",
            })
    void saysWhatIsWrong(String options, String message) {
        assertThatThrownBy(() -> ListenerParser.options(options))
                .isInstanceOf(SpecException.class)
                .hasMessage(message);
    }

    @Test
    void doesNotTakeWhatBelongsToARoute() {
        assertThatThrownBy(() -> ListenerParser.options("proxy_read_timeout=5s"))
                .isInstanceOf(SpecException.class)
                .hasMessage("unknown option \"proxy_read_timeout\" (expected one of: " + Option.names(true) + ")");
    }
}
