package io.lictor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {

    @ParameterizedTest(name = "{0} is host {1}, port {2}, written {3}")
    @CsvSource({
        "10.0.0.1:80, 10.0.0.1, 80, 10.0.0.1:80",
        "Name.Example:8080, name.example, 8080, name.example:8080",
        "name, name, 99, name:99",
        "name:, name, 99, name:99",
        "[::1]:81, ::1, 81, [::1]:81",
        "[::1], ::1, 99, [::1]:99",
        "[FE80::1]:65535, fe80::1, 65535, [fe80::1]:65535",
    })
    void reads(String text, String host, int port, String written) {
        Address address = Address.parse(text, 99);

        assertThat(address).isEqualTo(new Address(host, port)).hasToString(written);
    }

    @ParameterizedTest(name = "[{0}] is refused: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    ''        | "" (expected: HOST:PORT)
                    :80       | ":80" (expected: HOST:PORT)
                    []:80     | "[]:80" (expected: HOST:PORT)
                    name      | "name" (expected: HOST:PORT)
                    name:     | "name:" (expected: HOST:PORT)
                    [::1]     | "[::1]" (expected: HOST:PORT)
                    ::1:80    | "::1:80" (expected: HOST:PORT; an IPv6 address in brackets)
                    [::1      | "[::1" (expected: HOST:PORT; an IPv6 address in brackets)
                    [::1]a:80 | "[::1]a:80" (expected: HOST:PORT; an IPv6 address in brackets)
                    a/b:80    | "a/b:80" (expected: HOST:PORT)
                    a/:80     | "a/:80" (expected: HOST:PORT)
                    u@a:80    | "u@a:80" (expected: HOST:PORT)
                    a?b:80    | "a?b:80" (expected: HOST:PORT)
                    a b:80    | "a b:80" (expected: HOST:PORT)
                    [[::1]]:80 | "[[::1]]:80" (expected: HOST:PORT)
                    name:0    | "name:0": port "0" (expected: 1 to 65535)
                    name:-1   | "name:-1": port "-1" (expected: 1 to 65535)
                    name:+1   | "name:+1": port "+1" (expected: 1 to 65535)
                    name:1x   | "name:1x": port "1x" (expected: 1 to 65535)
                    name:70000 | "name:70000": port "70000" (expected: 1 to 65535)
                    """)
    void refuses(String text, String message) {
        assertThatThrownBy(() -> Address.parse(text, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void isNeverMadeWithoutAHostOrWithAPortOutOfRange() {
        assertThatThrownBy(() -> new Address("", 1)).hasMessage("host: \"\" (expected: an IP address or a name)");
        assertThatThrownBy(() -> new Address("a", 0)).hasMessage("port: 0 (expected: 1 to 65535)");
        assertThatThrownBy(() -> new Address("a", 65536)).hasMessage("port: 65536 (expected: 1 to 65535)");
    }
}
