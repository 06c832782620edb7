package io.lictor.server.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.lictor.config.spec.RouteParser;
import io.lictor.server.importer.ImportText.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole configurations and what becomes of them. The files beside them are written by
 * {@code mvn -pl proxy-server test -Dtest=GoldenTest -Dimport.write=true}, and then read by whoever changed something.
 */
class GoldenTest {

    static final Path FOLDER = Path.of("src", "test", "resources", "io", "lictor", "server", "importer");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\.(conf|ctmpl|tags)"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void becomesWhatIsWrittenBesideIt(String name) throws Exception {
        ImportResult result = Importer.of(FOLDER.resolve(name));
        String flags = ImportText.of(result, Form.FLAGS);
        ImportResult withoutLines = new ImportResult(List.of(), result.flags(), result.listeners(), result.routes());
        String all = flags + "\n==== tags\n" + ImportText.of(withoutLines, Form.TAGS) + "\n==== kv\n"
                + ImportText.of(withoutLines, Form.KV);
        Path expected = FOLDER.resolve(name + ".expected");
        if (Boolean.getBoolean("import.write")) {
            Files.writeString(expected, all);
        }
        assertThat(all).isEqualTo(Files.readString(expected));
    }

    /** As a service would register them: an option that is an operator's is no part of a tag. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void everyTagIsOneThatTheProxyTakes(String name) throws Exception {
        ImportResult result = Importer.of(FOLDER.resolve(name));
        Matcher tags = Pattern.compile("\"lictor:((?:[^\"\\\\]|\\\\.)*)\"").matcher(ImportText.of(result, Form.TAGS));
        while (tags.find()) {
            String tag = tags.group(1).replaceAll("\\\\(.)", "$1");
            assertThatCode(() -> RouteParser.parseDeclared(tag, "web", "tag"))
                    .as(tag)
                    .doesNotThrowAnyException();
        }
        assertThat(result.routes().stream()
                        .filter(route -> !route.target().isEmpty())
                        .map(route -> route.match() + " "))
                .as("each is there, as a tag or as a flag")
                .allSatisfy(match -> assertThat(ImportText.of(result, Form.TAGS).replace("\\\\", "\\"))
                        .containsAnyOf("lictor:" + match, "'" + match, "lictor:" + match.strip() + "\""));
    }

    @Test
    void everyDirectiveOfTheTableIsInOneOfThem() throws Exception {
        Set<String> seen = new TreeSet<>();
        for (String name : names()) {
            seen.addAll(directives(name));
        }
        assertThat(DirectiveTable.all().keySet().stream().filter(d -> !seen.contains(d)))
                .as("in the table, and in no configuration")
                .isEmpty();
    }

    /** The lines of the table that a configuration comes to. */
    static Set<String> directives(String name) throws Exception {
        if (name.endsWith(".tags")) {
            return Set.of();
        }
        Set<String> seen = new TreeSet<>();
        collect("", ConfReader.read(FOLDER.resolve(name)).directives(), seen);
        return seen;
    }

    private static void collect(String block, List<Directive> directives, Set<String> seen) {
        for (Directive directive : directives) {
            seen.add(DirectiveTable.row(block, directive.name()).directive());
            collect(directive.name(), directive.block(), seen);
        }
    }

    @Test
    void atLeastTwelve() throws Exception {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(12);
        assertThat(names().stream().filter(name -> !name.endsWith(".tags")).collect(Collectors.toSet()))
                .contains("consul-template.ctmpl", "every-service.ctmpl");
        assertThat(names()).as("one of each dialect").contains("fabio.tags", "lictor.tags", "traefik.tags");
    }
}
