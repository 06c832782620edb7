package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.consul.SweepChange.Others;
import io.lictor.discovery.consul.SweepPlan.Turn;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which services are read when, in virtual time. */
class SweepPlanTest {

    private static final SweepChange MOVED = new SweepChange(Set.of(), Set.of(), Others.MAY_HAVE_MOVED);
    private static final SweepChange ALL = new SweepChange(Set.of(), Set.of(), Others.UNKNOWN);

    private final FakeTicker ticker = new FakeTicker();
    private final SweepPlan plan = new SweepPlan(ticker, new Random(1));

    /** Reads all that is due; each is on a node of its own name and on n1. */
    private List<String> readAll() {
        List<String> read = new ArrayList<>();
        for (Optional<Turn> next = plan.next(); next.isPresent(); next = plan.next()) {
            String service = next.get().service();
            read.add(next.get().onlyIfMoved() ? service + " if moved" : service);
            plan.done(service, Set.of("node-of-" + service, "n1"), 0);
        }
        read.sort(null);
        return read;
    }

    private void advance(long millis) {
        ticker.advance(Duration.ofMillis(millis));
    }

    private void add(String... services) {
        for (String service : services) {
            plan.add(service);
        }
    }

    @Test
    void readsEachServiceOnceAndThenOnlyWhatChanged() {
        add("a", "b", "c");
        assertThat(readAll()).containsExactly("a", "b", "c");
        assertThat(readAll()).isEmpty();
        plan.apply(new SweepChange(Set.of("b", "unknown"), Set.of(), Others.STAY));
        assertThat(readAll()).containsExactly("b");
    }

    @Test
    void readsAllOfANode() {
        add("a", "b");
        readAll();
        plan.apply(new SweepChange(Set.of(), Set.of("node-of-a"), Others.STAY));
        assertThat(readAll()).containsExactly("a");
        plan.apply(new SweepChange(Set.of(), Set.of("n1"), Others.STAY));
        assertThat(readAll()).containsExactly("a", "b");
    }

    /** Where it is shows only in the answer that is on its way. */
    @Test
    void readsAgainWhatIsBeingReadWhenANodeChanges() {
        add("a");
        assertThat(plan.next()).contains(new Turn("a", false));
        plan.apply(new SweepChange(Set.of(), Set.of("n1"), Others.STAY));
        plan.done("a", Set.of("n1"), 0);
        assertThat(readAll()).containsExactly("a");
    }

    @Test
    void readsAllTwiceAtOnceAndThenOnceASecond() {
        add("a");
        readAll();
        int reads = 0;
        for (int i = 0; i < 10_000; i++) {
            plan.apply(ALL);
            reads += readAll().size();
            advance(1);
        }
        assertThat(reads).isBetween(11, 12);
    }

    @Test
    void readsInFullWhatIsNamedAndOfTheOthersWhatMoved() {
        add("a", "b", "c");
        plan.apply(MOVED);
        assertThat(readAll()).containsExactly("a", "b", "c");
        plan.apply(new SweepChange(Set.of("b"), Set.of("node-of-c"), Others.MAY_HAVE_MOVED));
        assertThat(readAll()).containsExactly("a if moved", "b", "c");
        advance(1_000);
        plan.apply(MOVED);
        plan.apply(new SweepChange(Set.of("a"), Set.of(), Others.STAY));
        assertThat(readAll()).containsExactly("a", "b if moved", "c if moved");
    }

    @Test
    void readsAllInFullOnceNothingIsKnownOfThemWhateverComesAfterThat() {
        add("a");
        readAll();
        plan.apply(MOVED);
        plan.apply(ALL);
        plan.apply(MOVED);
        assertThat(readAll()).containsExactly("a");
        plan.apply(MOVED);
        plan.sweep();
        advance(1_000);
        assertThat(readAll()).containsExactly("a");
    }

    @Test
    void readsInFullWhatFailedAlsoWhenAllAreReadBeforeItsTurn() {
        add("a");
        plan.next();
        plan.done("a", Set.of(), 500);
        plan.apply(MOVED);
        assertThat(readAll()).containsExactly("a");
    }

    @Test
    void readsAgainWhatChangedWhileItWasRead() {
        add("a");
        assertThat(plan.next()).contains(new Turn("a", false));
        plan.apply(new SweepChange(Set.of("a"), Set.of(), Others.STAY));
        assertThat(plan.next()).isEmpty();
        plan.done("a", Set.of(), 0);
        assertThat(plan.next()).contains(new Turn("a", false));
    }

    @Test
    void readsAllNowAndThenWhateverTheTriggersSay() {
        add("a", "b");
        readAll();
        long before = ticker.millis();
        for (int rounds = 0; rounds < 20; rounds++) {
            long deadline = plan.nextDeadline();
            advance(deadline - ticker.millis());
            assertThat(readAll()).containsExactly("a", "b");
        }
        long mean = (ticker.millis() - before) / 20;
        assertThat(mean).isBetween(SweepPlan.RECONCILE_MILLIS * 8 / 10, SweepPlan.RECONCILE_MILLIS * 12 / 10);
    }

    @Test
    void readsAgainWhatFailed() {
        add("a");
        plan.next();
        plan.done("a", Set.of(), 500);
        assertThat(plan.nextDeadline()).isEqualTo(ticker.millis() + 500);
        advance(499);
        assertThat(plan.next()).isEmpty();
        advance(1);
        assertThat(plan.next()).contains(new Turn("a", false));
    }

    @Test
    void readsNothingWhileNoTriggerAnswers() {
        add("a");
        plan.pause();
        assertThat(plan.next()).isEmpty();
        assertThat(plan.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        plan.apply(ALL);
        assertThat(readAll()).containsExactly("a");
    }

    @Test
    void forgetsWhatIsNotWatchedAnyMore() {
        add("a", "b");
        assertThat(plan.next()).isPresent();
        plan.remove("a");
        plan.remove("b");
        plan.done("a", Set.of(), 1);
        assertThat(plan.next()).isEmpty();
        assertThat(plan.isEmpty()).isTrue();
    }
}
