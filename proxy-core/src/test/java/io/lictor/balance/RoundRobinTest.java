package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.HealthOptions;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.testkit.FakeTicker;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import io.lictor.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers are called by letters: the first is a, whatever its place in a later set. */
class RoundRobinTest {

    private static final UpstreamOptions ALL_MAY_BE_OUT =
            UpstreamOptions.DEFAULT.withHealth(HealthOptions.DEFAULT.withMaxEjection(100));

    private final PeerReconciler reconciler = new PeerReconciler(1, RoundRobin::new, new FakeTicker());
    private final RoundRobin balancer = new RoundRobin(0);

    @ParameterizedTest(name = "weights {0} give {1}")
    @CsvSource({
        "5 1 1, aabacaaaabacaa",
        "1 1 1, abcabcabc",
        "2 1, abaaba",
        "1 2, babbab",
        "1, aaaa",
        "3 3 1, abcabababcabab",
    })
    void spreadsByWeightInNginxsOrder(String weights, String order) {
        PeerSet set = set(weights);

        assertThat(picks(balancer, set, order.length())).isEqualTo(order);
    }

    @Test
    void takesNoPeerTwiceForOneExchange() {
        PeerSet set = set("5 1 1");
        TriedPeers tried = new TriedPeers();
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            PeerSet.Member picked = balancer.pick(set, tried, 0);
            order.append(name(picked));
            tried.add(picked.peer());
        }

        assertThat(order.chars().sorted().mapToObj(Character::toString)).containsExactly("a", "b", "c");
        assertThat(balancer.pick(set, tried, 0)).isNull();
    }

    @Test
    void neverPicksAPeerThatIsDown() {
        PeerSet set = set(List.of(options(1), new PeerOptions(9, 1, 10_000, true), options(1)));

        assertThat(picks(balancer, set, 6)).isEqualTo("acacac");
    }

    @Test
    void picksNobodyWhenNobodyMayBeUsed() {
        assertThat(balancer.pick(PeerSet.EMPTY, new TriedPeers(), 0)).isNull();
        PeerOptions down = new PeerOptions(1, 1, 10_000, true);
        assertThat(balancer.pick(set(List.of(down)), new TriedPeers(), 0)).isNull();
        assertThat(balancer.pick(set(List.of(down, down)), new TriedPeers(), 0)).isNull();

        PeerSet set = set("1 1");
        fail(balancer, set.member(0), 0);
        fail(balancer, set.member(1), 0);
        assertThat(balancer.pick(set, new TriedPeers(), 10_000)).isNull();
        assertThat(balancer.pick(set, new TriedPeers(), 10_001)).isNotNull();
    }

    @Test
    void leavesAnEjectedPeerOutButForOneTrialAFailTimeout() {
        PeerSet set = set("1 1");
        fail(balancer, set.member(0), 0);

        assertThat(picksAt(balancer, set, 4, 5_000)).isEqualTo("bbbb");
        assertThat(picksAt(balancer, set, 10, 10_001)).containsOnlyOnce("a");
        assertThat(picksAt(balancer, set, 10, 20_001)).doesNotContain("a");
        assertThat(picksAt(balancer, set, 10, 20_002)).containsOnlyOnce("a");
        set.member(0).peer().begin();
        set.member(0).peer().succeeded(set.member(0).options());
        assertThat(picksAt(balancer, set, 10, 20_003).chars().filter(c -> c == 'a'))
                .hasSize(5);
    }

    @Test
    void aSinglePeerIsNeverTakenOut() {
        PeerSet set = set("1");
        for (int i = 0; i < 10; i++) {
            fail(balancer, set.member(0), 0);
            assertThat(picks(balancer, set, 2)).isEqualTo("aa");
        }
    }

    @Test
    void aFailureLowersTheShareAndEachPickRaisesItAgain() {
        PeerSet set = set(List.of(new PeerOptions(4, 4, 10_000, false), options(4)));
        assertThat(picks(balancer, set, 2)).isEqualTo("ab");
        fail(balancer, set.member(0), 0);
        fail(balancer, set.member(0), 0);
        fail(balancer, set.member(0), 0);

        assertThat(picks(balancer, set, 4)).as("without the failures: abab").isEqualTo("baba");
        assertThat(picks(balancer, set, 40).chars().filter(c -> c == 'a')).hasSize(20);
    }

    @Test
    void aChangeOfTheSetDoesNotStartOver() {
        assertThat(picks(balancer, set("5 1 1"), 3)).isEqualTo("aab");
        assertThat(picks(balancer, set("5 1 1"), 4)).isEqualTo("acaa");
        assertThat(picks(balancer, set("5 1 1"), 3)).isEqualTo("aab");

        PeerSet grown = set("5 1 1 1");
        String order = picks(balancer, grown, 80);
        assertThat(order.substring(0, 1)).isEqualTo("a");
        assertThat(order.chars().filter(c -> c == 'a').count()).isBetween(49L, 51L);
        assertThat(order.chars().filter(c -> c == 'd').count()).isBetween(9L, 11L);
    }

    @Test
    void theStateFollowsThePeerAndNotItsPlace() {
        List<PeerSet.Member> members = members(List.of(options(5), options(1), options(1)));
        PeerSet reversed = new PeerSet(List.of(members.get(2), members.get(1), members.get(0)));
        PeerSet straight = new PeerSet(members);

        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 14; i++) {
            order.append(picks(balancer, i % 2 == 0 ? straight : reversed, 1));
        }
        assertThat(order.chars().filter(c -> c == 'a')).hasSize(10);
        assertThat(order.chars().filter(c -> c == 'b')).hasSize(2);
        assertThat(order.chars().filter(c -> c == 'c')).hasSize(2);
    }

    @Test
    void loopsStartStaggered() {
        PeerSet set = set("1 1 1");

        assertThat(picks(new RoundRobin(0), set, 4)).isEqualTo("abca");
        assertThat(picks(new RoundRobin(1), set, 4)).isEqualTo("bcab");
        assertThat(picks(new RoundRobin(2), set, 4)).isEqualTo("cabc");
        assertThat(picks(new RoundRobin(3), set, 4)).isEqualTo("abca");
        assertThat(picks(new RoundRobin(1), set("5 1 1"), 7)).isEqualTo("abacaaa");
    }

    @Test
    void startingStaggeredReservesNothing() {
        PeerSet set = set("1 1");
        fail(balancer, set.member(0), 0);

        assertThat(picksAt(new RoundRobin(5), set, 10, 10_001)).containsOnlyOnce("a");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void randomHistoriesAreNginxsStepByStep(long seed) {
        Random random = new Random(seed);
        for (int history = 0; history < 50; history++) {
            List<PeerOptions> options = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                options.add(new PeerOptions(
                        1 + random.nextInt(10),
                        random.nextInt(4),
                        1_000L * random.nextInt(11),
                        random.nextInt(8) == 0));
            }
            runHistory(random, options, "seed " + seed + " history " + history + " " + options);
        }
    }

    private void runHistory(Random random, List<PeerOptions> options, String name) {
        // Peers of their own: a reconciler remembers those of the histories before.
        PeerReconciler fresh = new PeerReconciler(1, RoundRobin::new, new FakeTicker());
        PeerSet set = new PeerSet(members(fresh, options));
        RoundRobin real = new RoundRobin(0);
        SlowNginx model = new SlowNginx(options);
        long now = 1_000_000;
        for (int request = 0; request < 60; request++) {
            TriedPeers tried = new TriedPeers();
            boolean[] triedByModel = new boolean[options.size()];
            while (true) {
                PeerSet.Member picked = real.pick(set, tried, now);
                int expected = model.pick(triedByModel, now);
                assertThat(picked == null ? -1 : name(picked) - 'a').as(name).isEqualTo(expected);
                if (picked == null) {
                    break;
                }
                tried.add(picked.peer());
                picked.peer().begin();
                now += random.nextInt(3) == 0 ? random.nextInt(4_000) : random.nextInt(3);
                if (random.nextInt(3) > 0) {
                    picked.peer().succeeded(picked.options());
                    model.succeeded(expected);
                    assertThat(picked.peer().fails()).as(name).isEqualTo(model.fails[expected]);
                    break;
                }
                picked.peer().failed(picked.options(), now);
                real.failed(picked.peer());
                model.failed(expected, now);
                assertThat(picked.peer().fails()).as(name).isEqualTo(model.fails[expected]);
            }
        }
    }

    /** nginx's algorithm, word for word: ngx_http_upstream_get_round_robin_peer and its free. */
    private static final class SlowNginx {
        final List<PeerOptions> options;
        final long[] currentWeight;
        final long[] effectiveWeight;
        final int[] fails;
        final long[] accessed;
        final long[] checked;

        SlowNginx(List<PeerOptions> options) {
            this.options = options;
            currentWeight = new long[options.size()];
            effectiveWeight = options.stream().mapToLong(PeerOptions::weight).toArray();
            fails = new int[options.size()];
            accessed = new long[options.size()];
            checked = new long[options.size()];
        }

        int pick(boolean[] tried, long now) {
            if (options.size() == 1) {
                // peers->single: only down holds; and it is tried once.
                boolean usable = !options.get(0).down() && !tried[0];
                tried[0] = true;
                return usable ? 0 : -1;
            }
            int best = -1;
            long total = 0;
            for (int i = 0; i < options.size(); i++) {
                PeerOptions peer = options.get(i);
                if (tried[i] || peer.down()) {
                    continue;
                }
                if (peer.maxFails() > 0
                        && fails[i] >= peer.maxFails()
                        && now - checked[i] <= peer.failTimeoutMillis()) {
                    continue;
                }
                currentWeight[i] += effectiveWeight[i];
                total += effectiveWeight[i];
                if (effectiveWeight[i] < peer.weight()) {
                    effectiveWeight[i]++;
                }
                if (best < 0 || currentWeight[i] > currentWeight[best]) {
                    best = i;
                }
            }
            if (best < 0) {
                return -1;
            }
            tried[best] = true;
            currentWeight[best] -= total;
            if (now - checked[best] > options.get(best).failTimeoutMillis()) {
                checked[best] = now;
            }
            return best;
        }

        void failed(int i, long now) {
            if (options.size() == 1) {
                fails[i]++;
                return;
            }
            fails[i]++;
            accessed[i] = now;
            checked[i] = now;
            int maxFails = options.get(i).maxFails();
            if (maxFails > 0) {
                effectiveWeight[i] -= options.get(i).weight() / maxFails;
            }
            if (effectiveWeight[i] < 0) {
                effectiveWeight[i] = 0;
            }
        }

        void succeeded(int i) {
            if (options.size() > 1 && accessed[i] < checked[i]) {
                fails[i] = 0;
            }
        }
    }

    private static PeerOptions options(int weight) {
        return new PeerOptions(weight, 1, 10_000, false);
    }

    private PeerSet set(String weights) {
        List<PeerOptions> options = new ArrayList<>();
        for (String weight : weights.split(" ")) {
            options.add(options(Integer.parseInt(weight)));
        }
        return set(options);
    }

    private PeerSet set(List<PeerOptions> options) {
        return new PeerSet(members(options));
    }

    private List<PeerSet.Member> members(List<PeerOptions> options) {
        return members(reconciler, options);
    }

    private static List<PeerSet.Member> members(PeerReconciler reconciler, List<PeerOptions> options) {
        List<PeerSpec> specs = new ArrayList<>();
        for (int i = 0; i < options.size(); i++) {
            specs.add(new PeerSpec(new Address("10.0.0.1", 1 + i), options.get(i)));
        }
        PeerReconciler.Result result = reconciler.reconcile(List.of(new UpstreamSpec("up", ALL_MAY_BE_OUT, specs)));
        Upstream upstream = result.upstreams().get("up");
        PeerSet set = result.peers().get(upstream);
        List<PeerSet.Member> members = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            members.add(set.member(i));
        }
        return members;
    }

    private static void fail(RoundRobin balancer, PeerSet.Member member, long now) {
        Peer peer = member.peer();
        peer.begin();
        peer.failed(member.options(), now);
        balancer.failed(peer);
    }

    private static String picks(RoundRobin balancer, PeerSet set, int count) {
        return picksAt(balancer, set, count, 0);
    }

    private static String picksAt(RoundRobin balancer, PeerSet set, int count, long now) {
        StringBuilder picks = new StringBuilder();
        for (int i = 0; i < count; i++) {
            picks.append(name(balancer.pick(set, new TriedPeers(), now)));
        }
        return picks.toString();
    }

    private static char name(PeerSet.Member member) {
        return (char) ('a' + member.peer().endpoint().address().port() - 1);
    }
}
