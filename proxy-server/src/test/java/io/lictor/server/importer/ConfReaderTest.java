package io.lictor.server.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfReaderTest {

    @TempDir
    Path folder;

    @Test
    void readsWordsAsNginxDoes() throws Exception {
        List<Directive> read = read("a 'b c' \"d\\\"e\" f\\ g h#i ${j}k \\.php$; # l\n\nm {\n n;}o;");
        assertThat(read).extracting(Directive::name).containsExactly("a", "m", "o");
        assertThat(read.get(0).args()).containsExactly("b c", "d\"e", "f\\ g", "h#i", "${j}k", "\\.php$");
        assertThat(read.get(1).block()).extracting(Directive::place).containsExactly("t.conf:4");
        assertThat(read.get(2).line()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b            | t.conf:1: \"a\" does not end (expected: ; or {)",
                "a { b;         | t.conf:1: \"a {\" is not closed (expected: })",
                "a; }           | t.conf:1: } without { (expected: a directive)",
                "a \"b          | t.conf:1: a quote that is not closed (expected: \")",
                "a \"b\"c;      | t.conf:1: \"c\" behind a closing quote (expected: a blank, ; or {)",
                "; a;           | t.conf:1: ; (expected: a directive)",
            })
    void saysWhereItIsNoConfiguration(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ImportException.class).hasMessage(message);
    }

    @Test
    void followsIncludesByPatternAndInOrder() throws Exception {
        Files.createDirectories(folder.resolve("d"));
        Files.writeString(folder.resolve("d/2.conf"), "two;");
        Files.writeString(folder.resolve("d/1.conf"), "one;");
        Files.writeString(folder.resolve("d/x.txt"), "no;");
        List<Directive> read = read("include d/*.conf; include missing.conf; include t.conf; last;");
        assertThat(read.stream().map(Directive::place).distinct().limit(3))
                .containsExactly("t.conf:1", "d/1.conf:1", "d/2.conf:1");
        assertThat(read).extracting(Directive::name).startsWith("include", "one", "two", "include", "include");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '`',
            value = {
                "{{ range service \"web\" }}server {{.Address}}:{{.Port}};{{ end }} > server consul:web;",
                "{{range service \"web\"}}s {{ .Address }}:{{ .Port }};{{else}}server 127.0.0.1:1;{{end}} > s consul:web;",
                "{{ with service \"a.web|any\" }}{{ range . }}s {{ .Address }}:{{ .Port }};{{ end }}{{ end }} > s consul:a.web|any;",
                "{{ $n := service \"web\" }}{{ range $n }}s {{.Address}}:{{.Port}};{{ end }} > s consul:web;",
                "a {{ keyOrDefault \"k\" \"5s\" }} {{ key \"x\" }}; > a 5s TEMPLATE_VALUE;",
                "{{/* nothing */}}a;{{ if true }}b;{{ else }}c;{{ end }}d; > a;b;d;",
            })
    void readsATemplateAsTheConfigurationItMakes(String template, String plain) {
        assertThat(Templates.plain(template)).isEqualTo(plain);
    }

    @Test
    void aTemplateKeepsItsLines() {
        assertThat(Templates.plain("{{ range service \"a\" }}\nx;\n{{ else }}\ny;\n{{ end }}\nz;"))
                .isEqualTo("\nx;\n\n\n\nz;");
    }

    private List<Directive> read(String text) throws ImportException, IOException {
        Path file = folder.resolve("t.conf");
        Files.writeString(file, text);
        return ConfReader.read(file).directives();
    }
}
