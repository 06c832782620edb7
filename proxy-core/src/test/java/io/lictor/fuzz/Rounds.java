package io.lictor.fuzz;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * How long and from which seed: {@code -Dfuzz.seconds} (15 in the build, 300 with {@code -Pfull}) and {@code -Dfuzz.seed}. Round n always has the same
 * chances, so {@code -Dfuzz.seed=S} with the seed a failure names repeats it as the first round.
 */
final class Rounds {

    private static final long SEED = Long.getLong("fuzz.seed", 20260101L);
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 15);

    /** One round's work. */
    @FunctionalInterface
    interface Round {
        void run(Random random, String name) throws Exception;
    }

    private Rounds() {}

    /**
     * Runs round after round until the time is over.
     *
     * @return how many there were
     */
    static long run(Round round) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long number = 0;
        while (number == 0 || System.nanoTime() - deadline < 0) {
            long seed = SEED + number;
            try {
                round.run(new Random(seed), "seed " + seed);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("round " + number + ", -Dfuzz.seed=" + seed + ": " + e, e);
            }
            number++;
        }
        System.out.printf("%d rounds from seed %d on, in %d seconds%n", number, SEED, SECONDS);
        return number;
    }
}
