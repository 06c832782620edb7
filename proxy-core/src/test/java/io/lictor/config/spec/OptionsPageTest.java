package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Variable;
import io.lictor.rewrite.ValueTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/options.md} is what the code says, and every option and variable has its test. */
final class OptionsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "options.md");

    private static final String COMMAND = "mvn -pl proxy-core test -Dtest=OptionsPageTest -Doptions.write=true";

    private static final String INTRODUCTION = """
            # Options

            What may stand behind a route, `[HOST]/PATH TARGET option=value …`, and behind a listener, `[HOST:]PORT option=value …`. Names and defaults are
            nginx's where nginx has them. An option is given once, but those that are repeatable. A value with blanks stands in double quotes, or the whole word does:
            `proxy_set_header="X-Team: $host blue"`; in quotes `\\"` is a quote and `\\\\` a backslash.

            *Trust* says who may set an option: `service`, also a service about itself, by a tag or Meta; `operator`, only who runs the proxy, by a flag, a key or the
            embedding API. `service, to 1m`: a service has it up to that, which is its default, and an operator allows more; `from 1s`: not less. A tag with an option of an operator, or
            with more than a service may have, costs that route of that instance, is reported, and stops nothing else.

            This page is written by

                %s

            and a test fails where it differs from the code, or where the test it names is not there.
            """.formatted(COMMAND);

    private static final String VARIABLES = """

            ## Variables

            `$name` or `${name}` in the values of `proxy_set_header`, `add_header`, `rewrite`, `redirect` and `redirect_match`; those of the response only in `add_header`. A variable without a
            value is empty, and a field whose value is empty is not sent. Whatever a variable holds, it stays in its field: control characters become escapes. A dollar sign
            that is no variable is refused, as in nginx.

            | variable | from | meaning | test |
            |---|---|---|---|
            """;

    /** The test of every variable: each of its lines has a template and the value that comes of it. */
    private static final String TEST_OF_VARIABLES = "hasItsVariablesValue";

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("options.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).as("written by: " + COMMAND).isEqualTo(page());
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void everyOptionNamesATestThatIsThere(Option option) throws Exception {
        OptionRows.Row row = Objects.requireNonNull(OptionRows.ALL.get(option), "no line in OptionRows");
        String type = "io.lictor." + row.test().substring(0, row.test().indexOf('#'));
        String method = row.test().substring(row.test().indexOf('#') + 1);
        if (type.startsWith("io.lictor.discovery.")) {
            // Another module: not on this class path, but in this tree.
            Path source = Path.of("..", "proxy-discovery", "src", "test", "java", type.replace('.', '/') + ".java");
            assertThat(Files.readString(source, StandardCharsets.UTF_8)).contains("void " + method + "(");
        } else {
            assertThat(Arrays.stream(Class.forName(type).getDeclaredMethods())
                            .filter(m -> m.getName().equals(method))
                            .flatMap(m -> Arrays.stream(m.getAnnotations()))
                            .map(a -> a.annotationType().getSimpleName()))
                    .as(row.test())
                    .containsAnyOf("Test", "ParameterizedTest");
        }
    }

    @ParameterizedTest
    @EnumSource(Variable.class)
    void everyVariableHasALineInItsTest(Variable variable) throws Exception {
        String[] lines = ValueTest.class
                .getDeclaredMethod(TEST_OF_VARIABLES, String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();
        Pattern used = Pattern.compile(
                Pattern.quote("$" + variable.text()) + (variable.isFamily() ? "[a-z]" : "(?![a-z_])") + ".*\\|.*");
        assertThat(lines).anyMatch(line -> used.matcher(line).find());
    }

    private static String page() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        table(page, "Routes", Option.Scope.ROUTE);
        table(page, "The upstream of a route", Option.Scope.UPSTREAM);
        table(page, "The peers of a route", Option.Scope.PEER);
        table(page, "Listeners", Option.Scope.LISTENER);
        page.append(VARIABLES);
        Stream.of(Variable.values())
                .forEach(v -> page.append("| `$")
                        .append(v.text())
                        .append(v.isFamily() ? "NAME" : "")
                        .append("` | ")
                        .append(v.scope().name().toLowerCase(Locale.ROOT))
                        .append(" | ")
                        .append(v.meaning())
                        .append(" | `")
                        .append(ValueTest.class.getSimpleName())
                        .append('#')
                        .append(TEST_OF_VARIABLES)
                        .append("` |\n"));
        return page.toString();
    }

    private static void table(StringBuilder page, String title, Option.Scope scope) {
        page.append("\n## ")
                .append(title)
                .append("\n\n| option | default | meaning | trust | nginx | test |\n|---|---|---|---|---|---|\n");
        for (Option option : Option.values()) {
            if (option.scope() == scope) {
                OptionRows.Row row = Objects.requireNonNull(OptionRows.ALL.get(option), option.toString());
                page.append("| `")
                        .append(option.directive())
                        .append("` | ")
                        .append(option.defaultText().isEmpty() ? "–" : "`" + option.defaultText() + "`")
                        .append(" | ")
                        .append(option.meaning())
                        .append(" | ")
                        .append(option.trust().name().toLowerCase(Locale.ROOT))
                        .append(ServiceLimits.most(option)
                                .map(most -> ", to `" + most + "`")
                                .orElse(""))
                        .append(ServiceLimits.least(option)
                                .map(least -> ", from `" + least + "`")
                                .orElse(""))
                        .append(" | ")
                        .append(row.nginx())
                        .append(" | `")
                        .append(row.test().substring(row.test().lastIndexOf('.') + 1))
                        .append("` |\n");
            }
        }
    }
}
