package io.lictor.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.FakeTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTimersTest {

    private static final int TICK = 20;
    private static final int ROUND = 1024 * TICK;

    private final FakeTicker ticker = new FakeTicker();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LoopTimers timers = new LoopTimers(channel.eventLoop(), ticker);
    private final List<String> ran = new ArrayList<>();

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(longs = {0, 1, 19, 20, 21, 39, 40, 999, 20_459, 20_460, 20_480, 20_481, 75_000, 3_600_000})
    void isNeverEarlyAndAtMostTwoTicksLate(long millis) {
        for (int phase = 0; phase < TICK; phase += 3) {
            turn(phase + TICK);
            ran.clear();
            long armedAt = ticker.millis();
            timers.nanos();
            timers.arm(LoopTimer.of(() -> ran.add(Long.toString(ticker.millis() - armedAt))), millis);
            leap(Math.max(0, millis - 5 * TICK));
            while (ran.isEmpty()) {
                turn(1);
            }
            assertThat(Long.parseLong(ran.get(0))).isBetween(millis, millis + 2 * TICK);
        }
    }

    @Test
    void runsOnce() {
        LoopTimer timer = timer("a");
        timers.arm(timer, 100);
        assertThat(timer.isArmed()).isTrue();

        turn(1_000);

        assertThat(ran).containsExactly("a");
        assertThat(timer.isArmed()).isFalse();
    }

    @Test
    void runsInTheOrderOfTheDeadlines() {
        timers.arm(timer("c"), 300);
        timers.arm(timer("a"), 100);
        timers.arm(timer("b"), 200);

        turn(1_000);

        assertThat(ran).containsExactly("a", "b", "c");
    }

    @Test
    void anEarlierArmingIsForgotten() {
        LoopTimer timer = timer("a");
        timers.arm(timer, 100);
        timers.arm(timer, 500);
        turn(400);
        assertThat(ran).isEmpty();
        turn(200);
        assertThat(ran).containsExactly("a");

        timers.arm(timer, 500);
        timers.arm(timer, 100);
        turn(200);
        assertThat(ran).containsExactly("a", "a");
        turn(1_000);
        assertThat(ran).containsExactly("a", "a");
    }

    @Test
    void aDisarmedTimerDoesNotRun() {
        LoopTimer timer = timer("a");
        timers.disarm(timer);
        timers.arm(timer, 100);
        timers.disarm(timer);
        timers.disarm(timer);

        turn(1_000);

        assertThat(ran).isEmpty();
        assertThat(timer.isArmed()).isFalse();
    }

    @Test
    void aTimerMayDisarmOthersFromInside() {
        List<LoopTimer> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String name = Integer.toString(i);
            all.add(LoopTimer.of(() -> {
                ran.add(name);
                all.forEach(timers::disarm);
            }));
        }
        all.forEach(timer -> timers.arm(timer, 100));

        turn(1_000);

        assertThat(ran).containsExactly("0");
        assertThat(wakeUps()).isZero();
    }

    @Test
    void aTimerMayArmItselfAndOthersFromInside() {
        LoopTimer other = timer("other");
        LoopTimer[] self = new LoopTimer[1];
        self[0] = LoopTimer.of(() -> {
            ran.add("self");
            timers.arm(self[0], 0);
            if (ran.size() == 1) {
                timers.arm(other, 100);
            }
        });
        timers.arm(self[0], 100);

        turn(100 + 2 * TICK);
        assertThat(ran).hasSizeBetween(1, 3).containsOnly("self");
        turn(200);
        assertThat(ran.stream().filter("other"::equals)).hasSize(1);
        assertThat(ran.size()).as("once a tick, not for ever in one").isBetween(5, 20);
    }

    @Test
    void aTimerThatArmsItselfForAWholeRoundWaits() {
        LoopTimer[] self = new LoopTimer[1];
        self[0] = LoopTimer.of(() -> {
            ran.add("self");
            timers.arm(self[0], ROUND);
        });
        timers.arm(self[0], 0);

        turn(1_000);
        assertThat(ran).hasSize(1);
        turn(ROUND);
        assertThat(ran).hasSize(2);
    }

    @Test
    void aLeapBeyondARoundRunsAllThatIsDueAndNothingElse() {
        for (int millis = 0; millis < 3 * ROUND; millis += 500) {
            timers.arm(timer("due"), millis);
        }
        timers.arm(timer("later"), 10 * ROUND);

        ticker.advance(Duration.ofMillis(3 * ROUND + 3 * TICK));
        wakeUp();

        assertThat(ran).hasSize((3 * ROUND + 499) / 500).containsOnly("due");
        ticker.advance(Duration.ofMillis(7 * ROUND));
        wakeUp();
        assertThat(ran).last().isEqualTo("later");
    }

    @Test
    void theLoopIsNotWokenWhileNothingIsArmed() {
        assertThat(wakeUps()).isZero();

        LoopTimer timer = timer("a");
        timers.arm(timer, 100);
        assertThat(wakeUps()).isOne();
        timers.disarm(timer);
        turn(2 * TICK);
        assertThat(wakeUps()).isZero();

        timers.arm(timer, 100);
        turn(1_000);
        assertThat(ran).containsExactly("a");
        assertThat(wakeUps()).isZero();
    }

    @Test
    void isNotEarlyAfterALongPause() {
        timers.arm(timer("a"), 0);
        turn(100);
        ticker.advance(Duration.ofHours(5));

        timers.arm(timer("b"), 100);
        turn(99);
        assertThat(ran).containsExactly("a");
        turn(3 * TICK);
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void aTimerThatThrowsStopsNoOther() {
        timers.arm(
                LoopTimer.of(() -> {
                    throw new IllegalStateException("for the test");
                }),
                100);
        timers.arm(timer("same tick"), 100);
        timers.arm(timer("later"), 200);

        turn(1_000);

        assertThat(ran).containsExactly("same tick", "later");
        timers.arm(timer("armed after"), 100);
        turn(1_000);
        assertThat(ran).last().isEqualTo("armed after");
    }

    @Test
    void tellsTheCoarseTimeOfTheLastReading() {
        long before = timers.coarseMillis();
        ticker.advance(Duration.ofMillis(5));
        assertThat(timers.coarseMillis()).isEqualTo(before);
        timers.nanos();
        assertThat(timers.coarseMillis()).isEqualTo(before + 5);
    }

    @Test
    void randomHistoriesAreLikeASortedList() {
        Random random = new Random(3);
        List<LoopTimer> all = new ArrayList<>();
        long[] deadline = new long[50];
        for (int i = 0; i < deadline.length; i++) {
            int number = i;
            all.add(LoopTimer.of(() -> {
                assertThat(ticker.millis()).isBetween(deadline[number], deadline[number] + 2 * TICK);
                deadline[number] = 0;
            }));
        }
        for (int step = 0; step < 20_000; step++) {
            int i = random.nextInt(deadline.length);
            switch (random.nextInt(3)) {
                case 0 -> {
                    long millis = random.nextInt(random.nextBoolean() ? 100 : 2 * ROUND);
                    timers.nanos();
                    timers.arm(all.get(i), millis);
                    deadline[i] = ticker.millis() + millis;
                }
                case 1 -> {
                    timers.disarm(all.get(i));
                    deadline[i] = 0;
                }
                default -> turn(random.nextInt(30));
            }
            for (int n = 0; n < deadline.length; n++) {
                assertThat(all.get(n).isArmed()).isEqualTo(deadline[n] != 0);
            }
        }
    }

    private LoopTimer timer(String name) {
        return LoopTimer.of(() -> ran.add(name));
    }

    /** Turns both clocks, the ticker's and the loop's, one millisecond after the other. */
    private void turn(long millis) {
        for (long i = 0; i < millis; i++) {
            ticker.advance(Duration.ofMillis(1));
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    /** Turns the ticker at once and wakes the loop up once. */
    private void leap(long millis) {
        ticker.advance(Duration.ofMillis(millis));
        wakeUp();
    }

    private void wakeUp() {
        channel.advanceTimeBy(TICK, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    /** 1 when the loop has something scheduled, else 0. */
    private int wakeUps() {
        return channel.runScheduledPendingTasks() < 0 ? 0 : 1;
    }
}
