package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--lsten 80|lictor: \"--lsten\": no such flag (lictor --help lists them)",
                "stray|lictor: \"stray\": no such flag (lictor --help lists them)",
                "--listen|lictor: --listen needs a value: [HOST:]PORT",
                "--workers 0|lictor: --workers \"0\" (expected: 1 to 1024)",
                "demo --twice|lictor: \"--twice\": no such flag (lictor --help lists them)",
            })
    void aWrongFlagIsOneLineAndCode2(String words, String message) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(message);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void aLogThatCannotBeWrittenIsOneLineAndCode1() {
        assertThat(run("--consul", "off", "--route", "/ http://127.0.0.1:1", "--access-log", "/nowhere/a.log"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("lictor: --access-log \"/nowhere/a.log\": its folder is not there");
    }

    @Test
    void helpFitsATerminal() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "--listen [HOST:]PORT",
                        "--drain-timeout TIME",
                        "lictor demo",
                        "lictor explain",
                        "lictor import",
                        "LICTOR_LISTEN");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void versionIsOneLine() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("lictor ").hasLineCount(1);
    }

    private int run(String... args) {
        return new Main(
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(args);
    }
}
