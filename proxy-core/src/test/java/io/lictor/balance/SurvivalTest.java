package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a change of the pool leaves as it was. */
class SurvivalTest {

    @Test
    void countersAndAveragesOfAPeerThatStays() {
        Group group = new Group(Balance.of(Balance.Method.LEAST_TIME), Group.weights(1, 1));
        Peer peer = group.member(0).peer();
        peer.begin();
        peer.answered(5_000_000, 0);
        peer.begin();
        peer.failed(group.member(0).options(), 0);
        float expected = peer.expectedMicros(0);

        group.set(List.of(PeerOptions.DEFAULT.withWeight(3).withMaxConns(1), PeerOptions.DEFAULT, PeerOptions.DEFAULT));

        assertThat(group.member(0).peer()).isSameAs(peer);
        assertThat(peer.inFlight()).isOne();
        assertThat(peer.fails()).isOne();
        assertThat(peer.expectedMicros(0)).isEqualTo(expected);
        assertThat(peer.hasRoom(group.member(0).options()))
                .as("one is under way")
                .isFalse();
    }

    /** One peer of each kind of history beside others that come and go. */
    @Test
    void theWholeHistoryOfAPeerThatStays() {
        PeerOptions slow = PeerOptions.DEFAULT.withSlowStart(10_000);
        Group group = new Group(Balance.of(Balance.Method.LEAST_TIME), Group.same(3, slow));
        group.ticker().advance(Duration.ofSeconds(100));
        group.set(Group.same(4, slow));
        Peer grows = group.member(3).peer();
        Peer out = group.member(0).peer();
        out.begin();
        out.failed(slow, group.ticker().millis());
        long since = out.since();
        group.ticker().advance(Duration.ofSeconds(5));
        long now = group.ticker().millis();
        long share = grows.shareOf(1, slow, now);
        assertThat(share).isBetween(1L, (long) Peer.WEIGHT_UNIT - 1);

        for (int size : List.of(5, 9, 4, 300, 4)) {
            group.set(Group.same(size, slow));

            assertThat(group.member(3).peer()).isSameAs(grows);
            assertThat(grows.shareOf(1, slow, now)).isEqualTo(share);
            assertThat(group.member(0).peer()).isSameAs(out);
            assertThat(out.isOut()).isTrue();
            assertThat(out.since()).isEqualTo(since);
            assertThat(out.fails()).isOne();
        }
    }

    /** a a b a, a pick and a change in turn, is what no change gives. */
    @Test
    void thePlaceInTheOrderOfWeights() {
        Group still = new Group(Balance.ROUND_ROBIN, Group.weights(5, 1, 1));
        Group changing = new Group(Balance.ROUND_ROBIN, Group.weights(5, 1, 1));
        for (int n = 0; n < 21; n++) {
            List<PeerOptions> options = Group.weights(5, 1, 1);
            options.add(new PeerOptions(1, 1, 10_000 + n, true));
            changing.set(options);
            assertThat(changing.place(changing.pick(0))).isEqualTo(still.place(still.pick(0)));
        }
    }

    @Test
    void anAttemptEndsWellThoughItsPeerHasLeft() {
        Group group = new Group(Balance.ROUND_ROBIN, Group.same(2, PeerOptions.DEFAULT.withMaxConns(1)));
        Peer peer = group.pick(0).peer();
        List<PeerOptions> without = new ArrayList<>(Group.same(2, PeerOptions.DEFAULT.withMaxConns(1)));
        without.set(0, null);
        group.set(without);
        assertThat(group.place(group.pick(0))).isZero();
        assertThat(group.pick(0)).as("the one that is left is full").isNull();

        peer.succeeded(PeerOptions.DEFAULT);
        assertThat(peer.inFlight()).isZero();
    }

    @Test
    void theBalancerStaysUntilItsMethodChanges() {
        Group group = new Group(Balance.ROUND_ROBIN, Group.weights(1, 1));
        Balancer before = group.balancer();
        group.set(Group.weights(1, 2, 3));
        assertThat(group.balancer()).isSameAs(before);

        group.balance(Balance.of(Balance.Method.LEAST_CONN));
        assertThat(group.balancer()).isInstanceOf(LeastConn.class);
        group.balance(Balance.hash(Balance.Key.URI, "", true));
        assertThat(group.peers().index()).isInstanceOf(Ketama.class);
        group.balance(Balance.sticky("a"));
        assertThat(group.peers().index()).isInstanceOf(PeerNames.class);
    }

    @ParameterizedTest(name = "{0} peers")
    @ValueSource(ints = {40, 400})
    void sharesStayFairWhileThePoolChangesAllTheTime(int size) {
        Random random = new Random(size);
        Group group = new Group(Balance.ROUND_ROBIN, Group.same(size, PeerOptions.DEFAULT));
        int rounds = 400;
        int[] counts = new int[size];
        for (int change = 0; change < rounds; change++) {
            // The first half stays, of the other half some are away.
            List<PeerOptions> options = new ArrayList<>(Group.same(size, PeerOptions.DEFAULT));
            for (int i = size / 2; i < size; i++) {
                options.set(i, random.nextBoolean() ? null : PeerOptions.DEFAULT);
            }
            group.set(options);
            for (int n = 0; n < group.peers().size(); n++) {
                Peer peer = group.pick(0).peer();
                counts[number(peer)]++;
                peer.abandoned();
            }
        }
        for (int i = 0; i < size / 2; i++) {
            assertThat(counts[i]).as("peer %s", i).isBetween(rounds * 90 / 100, rounds * 110 / 100);
        }
    }

    private static int number(Peer peer) {
        String[] octets = peer.endpoint().address().host().split("\\.");
        return Integer.parseInt(octets[2]) * 256 + Integer.parseInt(octets[3]) - 1;
    }
}
