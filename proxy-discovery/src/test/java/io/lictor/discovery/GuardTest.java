package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Instance.Status;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts as removed, and when. */
class GuardTest {

    private final FakeTicker ticker = new FakeTicker();
    private final Guard guard = new Guard(ticker);

    static Instance instance(int port, Status status) {
        return new Instance(
                new Instance.Id("dc1", "n1", "a-" + port),
                "a",
                "10.0.0.1",
                port,
                List.of(),
                Map.of(),
                status,
                1,
                1,
                port);
    }

    private static Instance passing(int port) {
        return instance(port, Status.PASSING);
    }

    private static ServiceSnapshot all(Instance... instances) {
        return new ServiceSnapshot(List.of(instances), Set.of(), true, true);
    }

    private static ServiceSnapshot without(Set<Integer> gone, Instance... instances) {
        Set<Instance.Id> ids =
                Set.copyOf(gone.stream().map(p -> passing(p).id()).toList());
        return new ServiceSnapshot(List.of(instances), ids, true, true);
    }

    private List<Integer> ports() {
        return guard.instances().stream()
                .filter(i -> i.status().isUsable())
                .map(Instance::port)
                .toList();
    }

    private void advance(long millis) {
        ticker.advance(Duration.ofMillis(millis));
        // Whoever asks again finds nothing.
        guard.expire();
        guard.confirm(all());
    }

    @Test
    void appliesAnExplainedRemovalAtOnceWhateverItsShare() {
        guard.accept(all(passing(1), passing(2)));
        guard.accept(without(Set.of(1, 2)));
        assertThat(ports()).isEmpty();
        assertThat(guard.held()).isEmpty();
    }

    @Test
    void keepsWhatVanishedForTenSecondsAndNotForEver() {
        guard.accept(all(passing(1), passing(2)));
        guard.accept(all());
        assertThat(ports()).containsExactly(1, 2);
        assertThat(guard.held()).hasSize(2);
        advance(Guard.HOLD_MILLIS - 1);
        // Being told again that it is not there does not prolong it.
        guard.accept(all());
        assertThat(ports()).containsExactly(1, 2);
        assertThat(guard.nextDeadline()).isEqualTo(ticker.millis() + 1);
        advance(1);
        assertThat(ports()).isEmpty();
        assertThat(guard.isEmpty()).isTrue();
    }

    /** Silence counts for nothing: not for the hold, and not for how long nobody has confirmed its end. */
    @Test
    void afterASilenceAHoldBeginsAnewHoweverLongItWas() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS));
        assertThat(guard.expire()).hasSize(1);
        guard.doubt();
        ticker.advance(Duration.ofMillis(2 * Guard.MOST_MILLIS));
        guard.accept(all());
        assertThat(guard.expire()).isEmpty();
        assertThat(ports()).containsExactly(1);
        // A question from before the silence is answered now; it was asked for another hold.
        guard.confirm(all());
        assertThat(ports()).containsExactly(1);
        ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS - 1));
        assertThat(guard.expire()).isEmpty();
        ticker.advance(Duration.ofMillis(1));
        assertThat(guard.expire()).hasSize(1);
        guard.confirm(all());
        assertThat(ports()).isEmpty();
    }

    @Test
    void aHoldThatWasProlongedIsNotEndedByWhatWasAskedBefore() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS));
        assertThat(guard.expire()).hasSize(1);
        guard.accept(new ServiceSnapshot(List.of(), Set.of(), true, false));
        guard.confirm(all());
        assertThat(ports()).containsExactly(1);
    }

    @Test
    void anAnswerOfWhichSomethingWasKeptBackConfirmsNothing() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS));
        guard.expire();
        guard.confirm(all().hiding(Set.of(), false));
        guard.confirm(new ServiceSnapshot(List.of(), Set.of(), false, true));
        assertThat(ports()).containsExactly(1);
    }

    @Test
    void whatIsHiddenIsKeptUntilItIsSeenOrExplained() {
        Set<Instance.Id> both = Set.of(passing(1).id(), passing(2).id());
        guard.accept(all(passing(1), passing(2)));
        guard.accept(all().hiding(both, true));
        advance(Duration.ofDays(3).toMillis());
        assertThat(ports()).containsExactly(1, 2);
        guard.accept(all(passing(1)));
        assertThat(guard.held()).containsExactly(passing(2).id());
        advance(Guard.HOLD_MILLIS - 1);
        assertThat(ports()).containsExactly(1, 2);
        advance(1);
        assertThat(ports()).containsExactly(1);

        guard.accept(all().hiding(Set.of(passing(1).id()), true));
        assertThat(guard.release()).isEqualTo(1);
        guard.accept(all().hiding(Set.of(passing(1).id()), true));
        assertThat(guard.isEmpty()).isTrue();
    }

    @Test
    void letsGoWhatCameBack() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        guard.accept(all(passing(1)));
        assertThat(guard.held()).isEmpty();
        advance(1_000_000);
        assertThat(ports()).containsExactly(1);
    }

    @Test
    void keepsLongerAfterABreakInHistory() {
        guard.accept(all(passing(1)));
        guard.accept(new ServiceSnapshot(List.of(), Set.of(), true, false));
        guard.accept(all());
        advance(Guard.MASS_HOLD_MILLIS - 1);
        assertThat(ports()).containsExactly(1);
        advance(1);
        assertThat(ports()).isEmpty();
    }

    @Test
    void keepsLongerWhenManyServicesVanished() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        guard.prolong();
        guard.prolong();
        advance(Guard.MASS_HOLD_MILLIS - 1);
        assertThat(ports()).containsExactly(1);
        advance(1);
        assertThat(ports()).isEmpty();
    }

    @Test
    void dropsAHeldInstanceOnceItIsExplained() {
        guard.accept(all(passing(1), passing(2)));
        guard.accept(all(passing(2)));
        guard.accept(without(Set.of(1), passing(2)));
        assertThat(ports()).containsExactly(2);
    }

    @Test
    void onlyAddsWithoutALeader() {
        guard.accept(all(passing(1), passing(2)));
        guard.accept(new ServiceSnapshot(
                List.of(instance(2, Status.CRITICAL), passing(3)),
                Set.of(passing(1).id()),
                false,
                true));
        assertThat(ports()).containsExactly(1, 2, 3);
        assertThat(guard.held()).isEmpty();
        advance(1_000_000);
        assertThat(ports()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"CRITICAL", "MAINTENANCE"})
    void takesOutAtOnceWhatIsSaidToBeOut(Status status) {
        guard.accept(all(passing(1)));
        guard.accept(all(instance(1, status)));
        assertThat(ports()).isEmpty();
    }

    @Test
    void keepsTheStatusOfAKnownPeerUntilItsCheckHasRun() {
        guard.accept(all(instance(1, Status.WARNING)));
        guard.accept(all(instance(1, Status.PENDING)));
        assertThat(guard.instances()).extracting(Instance::status).containsExactly(Status.WARNING);
        advance(Guard.PENDING_MILLIS - 1);
        guard.accept(all(instance(1, Status.PENDING)));
        assertThat(ports()).containsExactly(1);
        advance(1);
        assertThat(ports()).isEmpty();
        guard.accept(all(instance(1, Status.PENDING)));
        assertThat(ports()).isEmpty();
        guard.accept(all(passing(1)));
        assertThat(ports()).containsExactly(1);
    }

    @Test
    void believesTheCheckOnceItRan() {
        guard.accept(all(passing(1)));
        guard.accept(all(instance(1, Status.PENDING)));
        guard.accept(all(instance(1, Status.CRITICAL)));
        assertThat(ports()).isEmpty();
    }

    @Test
    void keepsANewInstanceOutUntilItsCheckHasRun() {
        guard.accept(all(instance(1, Status.PENDING)));
        assertThat(ports()).isEmpty();
        advance(1_000_000);
        assertThat(ports()).isEmpty();
    }

    @Test
    void keepsAPeerThatVanishedAndCameBackWithoutHavingRun() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        advance(5_000);
        guard.accept(all(instance(1, Status.PENDING)));
        advance(5_000);
        assertThat(ports()).containsExactly(1);
    }

    @Test
    void holdsNothingThatTakesNoRequests() {
        guard.accept(all(instance(1, Status.CRITICAL), instance(2, Status.MAINTENANCE), passing(3)));
        guard.accept(all());
        assertThat(guard.instances()).extracting(Instance::port).containsExactly(3);
    }

    @Test
    void keepsTheOrderOfPeersByNodeAndId() {
        guard.accept(all(passing(3), passing(1)));
        guard.accept(all(passing(2), passing(3), passing(1)));
        assertThat(ports()).isEqualTo(Arrays.asList(1, 2, 3));
    }

    @Test
    void anAnswerThatMayBeOldChangesNothingThatIsKnown() {
        guard.accept(all(passing(1)));
        Instance moved =
                new Instance(passing(1).id(), "a", "10.9.9.9", 9, List.of("t"), Map.of(), Status.WARNING, 0, 0, 1);
        guard.accept(new ServiceSnapshot(List.of(moved), Set.of(), false, true));
        assertThat(guard.instances()).containsExactly(passing(1));
        guard.accept(all(moved));
        assertThat(guard.instances()).containsExactly(moved);
    }

    @Test
    void letsNothingGoWhileTheRegistryIsSilent() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        advance(Guard.HOLD_MILLIS - 1);
        guard.doubt();
        assertThat(guard.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        advance(200_000);
        assertThat(ports()).containsExactly(1);
        // It speaks again: what it says now is what counts, for as long as ever.
        guard.accept(all());
        advance(Guard.HOLD_MILLIS - 1);
        assertThat(ports()).containsExactly(1);
        advance(1);
        assertThat(ports()).isEmpty();
    }

    @Test
    void holdsNothingForEverBeforeARegistryThatIsSilentNowAndThen() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        long start = ticker.millis();
        while (!ports().isEmpty()) {
            assertThat(ticker.millis() - start).isLessThan(400_000);
            advance(Guard.HOLD_MILLIS / 2);
            guard.doubt();
            guard.accept(all());
        }
        assertThat(ticker.millis() - start).isGreaterThan(300_000);
    }

    @Test
    void keepsLongerWhatWasHeldWhenTheRegistryIsRebuiltMeanwhile() {
        guard.accept(all(passing(1)));
        guard.accept(all());
        advance(Guard.HOLD_MILLIS - 1);
        guard.accept(new ServiceSnapshot(List.of(), Set.of(), true, false));
        advance(Guard.MASS_HOLD_MILLIS - 1);
        assertThat(ports()).containsExactly(1);
        advance(1);
        assertThat(ports()).isEmpty();
    }

    @Test
    void letsGoWhatIsHeldWhenItIsTold() {
        guard.accept(all(passing(1), passing(2)));
        guard.accept(all(passing(2)));
        assertThat(guard.held()).containsExactly(passing(1).id());
        assertThat(guard.release()).isEqualTo(1);
        assertThat(ports()).containsExactly(2);
        assertThat(guard.release()).isZero();
        guard.accept(all(passing(2)));
        assertThat(ports()).containsExactly(2);
    }

    @Test
    void keepsWhatTheLastRunKnewAsIfTheRegistryWereGone() {
        guard.restore(List.of(passing(1), passing(2)));
        assertThat(ports()).containsExactly(1, 2);
        guard.accept(all(passing(2)));
        advance(Guard.MASS_HOLD_MILLIS - 1);
        assertThat(ports()).containsExactly(1, 2);
        advance(1);
        assertThat(ports()).containsExactly(2);
        // What the registry has confirmed is known as ever.
        guard.accept(all());
        advance(Guard.HOLD_MILLIS);
        assertThat(ports()).isEmpty();
    }
}
