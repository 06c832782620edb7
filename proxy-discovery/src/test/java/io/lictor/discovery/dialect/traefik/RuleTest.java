package io.lictor.discovery.dialect.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.PeerOptions;
import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.spec.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules and where they stand, as {@code traefik-rules.txt} has them. */
final class RuleTest {

    static List<Arguments> rules() throws IOException {
        try (InputStream in = Objects.requireNonNull(RuleTest.class.getResourceAsStream("/traefik-rules.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Arguments> rules = new ArrayList<>();
            for (String block : text.split("\n\n")) {
                List<String> lines = Arrays.asList(block.split("\n"));
                if (lines.size() > 1) {
                    rules.add(Arguments.of(
                            lines.get(0),
                            lines.stream()
                                    .skip(1)
                                    .map(line -> line.substring(4))
                                    .toList()));
                }
            }
            return rules;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void standsWhereItShould(String rule, List<String> expected) {
        assertThat(read(rule)).isEqualTo(expected);
    }

    @Test
    void thereAreManyOfEach() throws IOException {
        long bad = rules().stream()
                .filter(rule -> rule.get()[1].toString().startsWith("[!"))
                .count();
        assertThat(bad).isGreaterThan(30);
        assertThat(rules().size() - bad).isGreaterThan(60);
    }

    @Test
    void tooManyCombinationsAreRefused() {
        String hosts = alternatives("Host(`h%d`)", 6);
        String paths = alternatives("PathPrefix(`/p%d`)", 6);
        String message = "! rule: more combinations of hosts and paths than 32 (expected: several routers)";
        assertThat(read("(" + hosts + ") && (" + paths + ")")).containsExactly(message);
        assertThat(read(alternatives("Host(`h%d`)", 33))).containsExactly(message);
        assertThat(read(alternatives("Host(`h%d`)", 32))).hasSize(32);
        assertThat(read(alternatives("Header(`x`, `%d`)", 100))).hasSize(1);
    }

    @Test
    void tooDeepParenthesesAreRefused() {
        assertThat(read("(".repeat(60) + "Host(`a`)" + ")".repeat(60)))
                .containsExactly("! rule: \"(\" at 51 (expected: at most 50 levels)");
        assertThat(read("!".repeat(10_000) + "Host(`a`)")).first().asString().startsWith("! rule: \"!\" at 51");
    }

    private static String alternatives(String of, int count) {
        return IntStream.range(0, count).mapToObj(i -> String.format(of, i)).collect(Collectors.joining(" || "));
    }

    private static List<String> read(String rule) {
        try {
            return RuleRoutes.of(RuleParser.parse(rule)).stream()
                    .map(RuleTest::key)
                    .toList();
        } catch (SpecException e) {
            return Stream.of("! " + e.getMessage()).toList();
        }
    }

    private static String key(RuleRoutes.Place place) {
        return new RouteSpec(
                        place.host(),
                        place.path(),
                        place.condition(),
                        new Target.Declared("s"),
                        RouteOptions.DEFAULT,
                        PeerOptions.DEFAULT,
                        UpstreamOptions.DEFAULT,
                        0,
                        0,
                        List.of(),
                        "",
                        "")
                .key();
    }
}
