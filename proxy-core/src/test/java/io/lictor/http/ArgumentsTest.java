package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Heads;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArgumentsTest {

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "/ a []",
                "/? a []",
                "/?a a ['']",
                "/?a= a ['']",
                "/?b&a a ['']",
                "/?a=1 a ['1']",
                "/?a=1&a=2 a ['1','2']",
                "/?aa=1&a=2 a ['2']",
                "/?A=1 a []",
                "/?a=b=c a ['b=c']",
                "/?%61=1 a ['1']",
                "/?a=%20+x a ['..x']",
                "/?a=%2B%26%3D a ['+&=']",
                "/?a=%E4%BD%A0 a ['你']",
                "/?a=%ff a ['\ufffd']",
                "/?a=%zz a []",
                "/?a=%z&a=1 a ['1']",
                "/?a=%4 a []",
                "/?a=% a []",
                "/?&&a=1& a ['1']",
                "/?x=a=1 a []",
                "/a=1 a []",
            })
    void readsArgumentsAsForms(String target, String name, String values) {
        Head request = request(target);
        String found = Arguments.values(request, bytes(name)).stream()
                .map(v -> "'" + v.replace(' ', '.') + "'")
                .toList()
                .toString()
                .replace(", ", ",");
        assertThat(found).isEqualTo(values);
        assertThat(Arguments.has(request, bytes(name))).isEqualTo(!values.equals("[]"));
        for (String value : Arguments.values(request, bytes(name))) {
            if (!value.contains("\ufffd")) {
                assertThat(Arguments.has(request, bytes(name), bytes(value))).isTrue();
            }
            assertThat(Arguments.has(request, bytes(name), bytes(value + "x"))).isFalse();
        }
    }

    private static Head request(String target) {
        Head request = Heads.request("GET " + target + " HTTP/1.1", "Host: a");
        assertThat(Target.of(request)).isEqualTo(Verdict.OK);
        return request;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
