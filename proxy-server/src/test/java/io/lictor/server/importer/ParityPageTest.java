package io.lictor.server.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of directives in {@code docs/nginx-parity.md} is the one that the importer reads. */
class ParityPageTest {

    private static final Path PAGE = Path.of("..", "docs", "nginx-parity.md");
    private static final String COMMAND = "mvn -pl proxy-server test -Dtest=ParityPageTest -Dparity.write=true";
    private static final String BEGIN = "<!-- The table below is written by: " + COMMAND + " -->\n";
    private static final String END = "<!-- The end of what is written. -->\n";

    @Test
    void theTableIsWhatTheImporterReads() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        assertThat(begin).as("the page has the marks").isPositive().isLessThan(end);
        String whole = page.substring(0, begin + BEGIN.length()) + table() + page.substring(end);
        if (Boolean.getBoolean("parity.write")) {
            Files.writeString(PAGE, whole);
        }
        assertThat(Files.readString(PAGE)).as("written by: " + COMMAND).isEqualTo(whole);
    }

    private static String table() throws Exception {
        Map<String, String> tests = tests();
        StringBuilder table = new StringBuilder("""

                | directive | here | outcome | note | test |
                |---|---|---|---|---|
                """);
        for (DirectiveTable.Row row : DirectiveTable.all().values()) {
            int slash = row.directive().indexOf('/');
            table.append("| `")
                    .append(row.directive().substring(slash + 1))
                    .append('`')
                    .append(slash < 0 ? "" : " of " + row.directive().substring(0, slash))
                    .append(" | ")
                    .append(row.option().isEmpty() ? "–" : row.option())
                    .append(" | ")
                    .append(row.outcome().text())
                    .append(" | ")
                    .append(row.note())
                    .append(" | `")
                    .append(tests.getOrDefault(row.directive(), "none"))
                    .append("` |\n");
        }
        return table.append('\n').toString();
    }

    /** The first configuration that has it. */
    private static Map<String, String> tests() throws Exception {
        Map<String, String> tests = new LinkedHashMap<>();
        for (String name : GoldenTest.names()) {
            for (String directive : GoldenTest.directives(name)) {
                tests.putIfAbsent(directive, name);
            }
        }
        return tests;
    }

    @Test
    void theConfigurationsAreWhereThePageSays() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains("proxy-server/" + GoldenTest.FOLDER.toString().replace('\\', '/'));
    }
}
