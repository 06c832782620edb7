package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Shares.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which weights give which shares; {@code 5%} is a share, a number a weight without one. */
class SharesTest {

    private static List<Wish> wishes(String text) {
        return Arrays.stream(text.split(" "))
                .map(word -> word.endsWith("%")
                        ? new Wish(
                                (int) Math.round(Double.parseDouble(word.substring(0, word.length() - 1)) * 10_000), 1)
                        : new Wish(0, Integer.parseInt(word)))
                .toList();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "1 1 1, 1 1 1",
        "3 5, 3 5",
        "5% 1, 1 19",
        "5% 1 1, 2 19 19",
        "20% 1 1, 1 2 2",
        "50% 1 3, 4 1 3",
        "10% 10%, 1 1",
        "20% 60%, 1 3",
        "150% 50%, 3 1",
        "100% 1, 1 0",
        "80% 40% 1, 6667 3333 0",
        "40% 40%, 1 1",
        "0.001% 1, 1 10000",
        "100%, 1",
        "3%, 1",
    })
    void serveFixedSharesFirstAndDivideTheRest(String wishes, String weights) {
        assertThat(Arrays.stream(Shares.weights(wishes(wishes)))
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(weights);
    }

    @Test
    void everyShareIsMetWithinASlot() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            List<Wish> wishes = new ArrayList<>();
            int count = 2 + random.nextInt(6);
            int left = 900_000;
            for (int i = 0; i < count; i++) {
                int share = random.nextBoolean() ? 1 + random.nextInt(left / 2) : 0;
                left = Math.max(2, left - share);
                wishes.add(new Wish(share, 1 + random.nextInt(9)));
            }
            wishes.add(new Wish(0, 1));
            int[] weights = Shares.weights(wishes);
            double sum = Arrays.stream(weights).sum();
            for (int i = 0; i < weights.length; i++) {
                if (wishes.get(i).share() > 0 && wishes.stream().anyMatch(w -> w.share() == 0)) {
                    assertThat(weights[i] / sum).isCloseTo(wishes.get(i).share() / 1e6, Offset.offset(0.001));
                }
                assertThat(weights[i]).isBetween(0, 10_000);
            }
        }
    }
}
