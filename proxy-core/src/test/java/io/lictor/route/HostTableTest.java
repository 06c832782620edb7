package io.lictor.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.HostPattern;
import io.lictor.http.Head;
import io.lictor.testkit.Heads;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostTableTest {

    private static final List<String> LABELS = List.of("a", "b", "c", "www", "example", "x-1");

    /** Few labels, so that hosts and patterns meet in every way; the seed is the number of patterns. */
    @ParameterizedTest(name = "{0} patterns")
    @ValueSource(ints = {0, 1, 2, 3, 5, 40, 400, 3_000})
    void findsWhatLookingAtEveryPatternFinds(int patterns) {
        Random random = new Random(patterns);
        Map<HostPattern, PathTable> tables = new LinkedHashMap<>();
        for (int i = 0; i < patterns; i++) {
            String name = name(random, 5);
            String text = switch (random.nextInt(3)) {
                case 0 -> name;
                case 1 -> "*." + name;
                default -> name + ".*";
            };
            tables.put(HostPattern.parse(text), new PathTable(List.of()));
        }
        HostTable table = new HostTable(tables);
        assertThat(table.isEmpty()).isEqualTo(patterns == 0);
        for (int i = 0; i < 2_000; i++) {
            String host =
                    (random.nextBoolean() ? name(random, 7) : name(random, 4).toUpperCase(Locale.ROOT))
                            + (random.nextInt(4) == 0 ? ":8080" : "");
            Head request = Heads.request("GET / HTTP/1.1", "Host: " + host);
            assertThat(table.find(request)).as(host).isSameAs(naive(tables, request));
        }
    }

    private static @Nullable PathTable naive(Map<HostPattern, PathTable> tables, Head request) {
        return tables.entrySet().stream()
                .filter(entry -> HostText.is(
                        request, entry.getKey().kind(), entry.getKey().text().getBytes(StandardCharsets.US_ASCII)))
                .min(Comparator.comparing((Map.Entry<HostPattern, PathTable> entry) ->
                                entry.getKey().kind())
                        .thenComparing(entry -> -entry.getKey().text().length()))
                .map(Map.Entry::getValue)
                .orElse(null);
    }

    private static String name(Random random, int most) {
        StringBuilder name = new StringBuilder(LABELS.get(random.nextInt(LABELS.size())));
        for (int i = random.nextInt(most); i > 0; i--) {
            name.append('.').append(LABELS.get(random.nextInt(LABELS.size())));
        }
        return name.toString();
    }
}
