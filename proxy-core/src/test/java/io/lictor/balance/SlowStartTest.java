package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.upstream.PeerSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that comes later grows to its share within {@code slow_start}: here 10 seconds. */
class SlowStartTest {

    private static final PeerOptions SLOW = PeerOptions.DEFAULT.withSlowStart(10_000);

    @ParameterizedTest(name = "{0} peers")
    @ValueSource(ints = {4, 400})
    void theShareOfANewPeerGrows(int count) {
        Group group = new Group(Balance.ROUND_ROBIN, Group.same(count - 1, SLOW));
        assertThat(group.counts(10 * count, 0))
                .as("the first ones have theirs at once")
                .hasSize(count - 1);
        group.ticker().advance(Duration.ofSeconds(100));
        group.set(Group.same(count, SLOW));

        assertThat(share(group, count, 1_100_000)).isLessThan(0.02);
        assertThat(share(group, count, 1_101_000)).isBetween(0.07, 0.13);
        assertThat(share(group, count, 1_105_000)).isBetween(0.45, 0.6);
        assertThat(share(group, count, 1_110_000)).isBetween(0.97, 1.03);
    }

    @Test
    void aPeerThatIsBackGrowsFromItsTrial() {
        Group group = new Group(Balance.ROUND_ROBIN, Group.same(2, SLOW));
        PeerSet.Member out = group.member(0);
        out.peer().begin();
        out.peer().failed(out.options(), 0);
        for (int n = 0; n < 3; n++) {
            PeerSet.Member picked = group.pick(20_000);
            picked.peer().succeeded(picked.options());
        }
        assertThat(out.peer().fails()).isZero();

        assertThat(group.counts(100, 21_000).getOrDefault(0, 0)).isLessThan(15);
        assertThat(group.counts(100, 30_000).get(0)).isBetween(49, 51);
    }

    @Test
    void aPeerThatIsNoLongerDownGrows() {
        List<PeerOptions> options = new ArrayList<>(Group.same(2, SLOW));
        options.set(1, new PeerOptions(1, 1, 10_000, true));
        Group group = new Group(Balance.ROUND_ROBIN, options);
        group.ticker().advance(Duration.ofSeconds(100));
        group.set(Group.same(2, SLOW));

        assertThat(group.counts(100, 1_101_000).getOrDefault(1, 0)).isBetween(5, 15);
    }

    @Test
    void theClockOfAPeerThatStaysGoesOn() {
        Group group = new Group(Balance.ROUND_ROBIN, Group.same(1, SLOW));
        group.ticker().advance(Duration.ofSeconds(100));
        group.set(Group.same(2, SLOW));
        group.ticker().advance(Duration.ofSeconds(10));
        group.set(Group.same(3, SLOW));

        assertThat(group.counts(1_000, 1_110_000).get(1)).isBetween(450, 550);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Balance.Method.class,
            names = {"LEAST_CONN", "LEAST_TIME"})
    void theLeastMethodsKnowItToo(Balance.Method method) {
        Group group = new Group(Balance.of(method), Group.same(3, SLOW));
        group.ticker().advance(Duration.ofSeconds(100));
        group.set(Group.same(4, SLOW));

        assertThat(group.counts(400, 1_101_000).getOrDefault(3, 0)).isBetween(5, 25);
        assertThat(group.counts(400, 1_110_000).get(3)).isBetween(95, 105);
    }

    /** The last peer's share, 1 being that of its equals. */
    private static double share(Group group, int count, long now) {
        int rounds = 200;
        return group.counts(rounds * count, now).getOrDefault(count - 1, 0) / (double) rounds;
    }
}
