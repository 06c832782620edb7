package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.config.Tier;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every method, and of those that are not nginx's word for word. */
class BalancersTest {

    private static final int LARGE = 600;

    static IntStream sizes() {
        return IntStream.of(3, 30, LARGE);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Balance.Method.class)
    void takesWhoeverIsLeft(Balance.Method method) {
        for (int size : sizes().toArray()) {
            List<PeerOptions> options = new ArrayList<>(Group.same(size, new PeerOptions(1, 1, 10_000, true)));
            options.set(size / 2, PeerOptions.DEFAULT.withMaxConns(1));
            Group group = new Group(balance(method), options);

            assertThat(group.place(group.pick(0))).isEqualTo(size / 2);
            assertThat(group.pick(0)).as("it is full").isNull();
            group.member(size / 2).peer().abandoned();
            assertThat(group.place(group.pick(0))).isEqualTo(size / 2);
        }
    }

    /** In turn: what is near, what is near and held, a backup, the nearest other datacenter, what is held there, the next one. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Balance.Method.class,
            names = {"ROUND_ROBIN", "LEAST_CONN", "LEAST_TIME", "STICKY"})
    void takesTierAfterTier(Balance.Method method) {
        int[] tiers = {Tier.far(2), Tier.held(Tier.far(1)), Tier.far(1), Tier.BACKUP, Tier.held(Tier.FIRST), Tier.FIRST
        };
        for (int size : sizes().toArray()) {
            int ahead = Math.max(tiers.length, size) - tiers.length;
            List<PeerOptions> options = new ArrayList<>(Group.same(ahead, PeerOptions.DEFAULT.withMaxConns(1)));
            for (int tier : tiers) {
                options.add(PeerOptions.DEFAULT.withMaxConns(1).withTier(tier));
            }
            Group group = new Group(balance(method), options);
            for (int n = 0; n <= ahead; n++) {
                assertThat(group.pick(0).options().tier()).isEqualTo(Tier.FIRST);
            }
            for (int n = tiers.length - 2; n >= 0; n--) {
                assertThat(group.place(group.pick(0))).isEqualTo(ahead + n);
            }
            assertThat(group.pick(0)).as("all are full").isNull();
        }
    }

    /** A registry that lost everything moves nobody, and costs a pick of many peers nothing. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Balance.Method.class,
            names = {"RANDOM"},
            mode = EnumSource.Mode.EXCLUDE)
    void whereAllAreHeldTheyAreTakenAsIfNoneWere(Balance.Method method) {
        for (int size : sizes().toArray()) {
            Group held =
                    new Group(balance(method), Group.same(size, PeerOptions.DEFAULT.withTier(Tier.held(Tier.FIRST))));
            Group listed = new Group(balance(method), Group.same(size, PeerOptions.DEFAULT));
            for (int n = 0; n < 2 * size; n++) {
                assertThat(held.place(held.pick(0))).isEqualTo(listed.place(listed.pick(0)));
            }
        }
    }

    /** Whose key leads to a peer goes on to be served by it while the registry has lost sight of it. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ip_hash", "hash", "consistent"})
    void aPeerThatIsHeldKeepsItsKeys(String method) {
        Balance balance = method.equals("ip_hash")
                ? Balance.of(Balance.Method.IP_HASH)
                : Balance.hash(Balance.Key.REMOTE_ADDR, "", method.equals("consistent"));
        PickRequest request = Group.request("10.9.8.7", "GET / HTTP/1.1", "Host: a");
        Group group = new Group(balance, Group.same(8, PeerOptions.DEFAULT));
        int place = group.place(group.pick(request));
        List<PeerOptions> options = new ArrayList<>(Group.same(8, PeerOptions.DEFAULT));
        options.set(place, PeerOptions.DEFAULT.withTier(Tier.held(Tier.FIRST)));
        group.set(options);
        assertThat(group.place(group.pick(request))).isEqualTo(place);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Balance.Method.class)
    void takesABackupOnlyWhenNoPrimaryCanBe(Balance.Method method) {
        for (int size : sizes().toArray()) {
            List<PeerOptions> options = new ArrayList<>(Group.same(size, PeerOptions.DEFAULT.withMaxConns(1)));
            options.set(1, PeerOptions.DEFAULT.withTier(Tier.BACKUP));
            Group group = new Group(balance(method), options);
            for (int n = 0; n < size - 1; n++) {
                assertThat(group.place(group.pick(0))).isNotEqualTo(1);
            }
            assertThat(group.place(group.pick(0))).isEqualTo(1);
            group.member(0).peer().abandoned();
            assertThat(group.place(group.pick(0))).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Balance.Method.class)
    void aSinglePeerIsJudgedByDownAndMaxConnsOnly(Balance.Method method) {
        Group group = new Group(balance(method), Group.same(1, PeerOptions.DEFAULT.withMaxConns(2)));
        group.member(0).peer().begin();
        group.member(0).peer().failed(group.member(0).options(), 0);

        assertThat(group.pick(0)).isNotNull();
        assertThat(group.pick(0)).isNotNull();
        assertThat(group.pick(0)).isNull();
        group.set(Group.same(1, new PeerOptions(1, 1, 10_000, true)));
        group.member(0).peer().abandoned();
        assertThat(group.pick(0)).isNull();
    }

    @Test
    void theOnlyPrimaryIsJudgedWhenThereIsABackup() {
        List<PeerOptions> options = List.of(PeerOptions.DEFAULT, PeerOptions.DEFAULT.withTier(Tier.BACKUP));
        Group group = new Group(Balance.ROUND_ROBIN, options);
        group.member(0).peer().begin();
        group.member(0).peer().failed(group.member(0).options(), 0);

        assertThat(group.place(group.pick(1))).isOne();
    }

    @ParameterizedTest(name = "{0} peers")
    @MethodSource("sizes")
    void roundRobinGoesRoundHoweverMany(int size) {
        Group group = new Group(Balance.ROUND_ROBIN, Group.same(size, PeerOptions.DEFAULT));
        for (int n = 0; n < 3 * size; n++) {
            assertThat(group.place(group.pick(0))).isEqualTo(n % size);
        }
    }

    @Test
    void inALargeSetTheSharesAreThoseOfTheWeightsAtEveryMoment() {
        List<PeerOptions> options = new ArrayList<>();
        for (int i = 0; i < LARGE; i++) {
            options.add(PeerOptions.DEFAULT.withWeight(1 + i % 7));
        }
        Group group = new Group(Balance.ROUND_ROBIN, options);
        int total = options.stream().mapToInt(PeerOptions::weight).sum();
        int[] counts = new int[LARGE];
        for (int n = 1; n <= 4 * total; n++) {
            counts[group.place(group.pick(0))]++;
            if (n % (total / 4) == 0) {
                for (int i = 0; i < LARGE; i++) {
                    double exact = (double) n * options.get(i).weight() / total;
                    assertThat((double) counts[i]).isBetween(exact - 1.5, exact + 1.5);
                }
            }
        }
    }

    @Test
    void aChangeOfALargeSetDoesNotStartOver() {
        Group group = new Group(Balance.ROUND_ROBIN, Group.same(LARGE, PeerOptions.DEFAULT));
        for (int n = 0; n < 100; n++) {
            group.pick(0);
        }
        List<PeerOptions> options = new ArrayList<>(Group.same(LARGE, PeerOptions.DEFAULT));
        options.set(50, null);
        group.set(options);

        assertThat(group.place(group.pick(0)))
                .as("the one behind the 100th, one place less")
                .isEqualTo(99);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Balance.Method.class,
            names = {"LEAST_CONN", "LEAST_TIME", "RANDOM"})
    void inALargeSetLoadIsSpread(Balance.Method method) {
        Group group = new Group(Balance.of(method), Group.same(LARGE, PeerOptions.DEFAULT));
        for (int n = 0; n < 4 * LARGE; n++) {
            group.pick(0);
        }
        int most = 0;
        for (int i = 0; i < LARGE; i++) {
            most = Math.max(most, group.member(i).peer().inFlight());
        }
        assertThat(most).as("4 each on average").isLessThanOrEqualTo(7);
    }

    @Test
    void randomGoesByWeight() {
        Group group = new Group(Balance.of(Balance.Method.RANDOM), Group.weights(1, 1, 8, 10));
        Map<Integer, Integer> counts = group.counts(20_000, 0);

        assertThat(counts.get(0)).isBetween(500, 4_000);
        assertThat(counts.get(2)).isGreaterThan(2 * counts.get(0));
    }

    @Test
    void leastTimePrefersWhoAnswersSooner() {
        Group group = new Group(Balance.of(Balance.Method.LEAST_TIME), Group.same(3, PeerOptions.DEFAULT));
        answer(group, 0, 30_000_000, 0);
        answer(group, 1, 10_000_000, 0);
        answer(group, 2, 10_000_000, 0);

        assertThat(group.counts(100, 0)).containsOnlyKeys(1, 2).containsEntry(1, 50);
        for (int n = 0; n < 4; n++) {
            assertThat(group.place(group.pick(0))).isIn(1, 2);
        }
        // Now 10 ms with two before it is as long as 30 ms alone.
        List<Integer> next =
                List.of(group.place(group.pick(0)), group.place(group.pick(0)), group.place(group.pick(0)));
        assertThat(next).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void leastTimeAsksASlowPeerAgainAfterAWhile() {
        Group group = new Group(Balance.of(Balance.Method.LEAST_TIME), Group.same(2, PeerOptions.DEFAULT));
        answer(group, 0, 10_000_000_000L, 0);
        answer(group, 1, 1_000_000, 0);
        assertThat(group.counts(100, 0)).containsOnlyKeys(1);

        answer(group, 1, 1_000_000, 500_000_000);
        assertThat(group.place(group.pick(500_000_000))).isZero();
    }

    @Test
    void leastTimeTriesWhoNeverAnsweredButNotManyTimesAtOnce() {
        Group group = new Group(Balance.of(Balance.Method.LEAST_TIME), Group.same(2, PeerOptions.DEFAULT));
        answer(group, 0, 10_000_000, 0);

        assertThat(group.place(group.pick(0))).isOne();
        assertThat(group.place(group.pick(0))).isZero();
        assertThat(group.place(group.pick(0))).isZero();
    }

    @Test
    void anotherMethodStartsAnew() {
        assertThat(new Balancers().create(Balance.of(Balance.Method.LEAST_CONN), 0))
                .isInstanceOf(LeastConn.class);
        for (Balance.Method method : Balance.Method.values()) {
            Balancer balancer = new Balancers().create(balance(method), 0);
            assertThat(balancer.pick(PeerSet.EMPTY, new TriedPeers(), 0)).isNull();
        }
    }

    private static Balance balance(Balance.Method method) {
        return method == Balance.Method.STICKY ? Balance.sticky("a") : Balance.of(method);
    }

    private static void answer(Group group, int i, long nanos, long now) {
        group.member(i).peer().answered(nanos, now);
    }
}
