package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.HealthCheck;
import io.lictor.config.HealthOptions;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where failures, checks and the registry meet: who may be sent a request. {@code fail_timeout} is 10 seconds. */
class EjectionTest {

    private static final PeerOptions OPTIONS = PeerOptions.DEFAULT;
    private static final PeerOptions DOWN = new PeerOptions(1, 1, 10_000, true);
    private static final HealthOptions CHECKED = HealthOptions.DEFAULT.withCheck(HealthCheck.http("/"));

    private final FakeTicker ticker = new FakeTicker();
    private final PeerReconciler reconciler = new PeerReconciler(1, loop -> new NoBalancer(), ticker);
    private PeerReconciler.Result result;
    private PeerSet set;
    private Upstream upstream;

    @ParameterizedTest(name = "{0} peers, max_ejection={1}%: {2} may be out")
    @CsvSource({
        "1, 80, 1",
        "2, 80, 2",
        "4, 80, 4",
        "5, 80, 4",
        "10, 80, 8",
        "10, 0, 0",
        "3, 50, 2",
        "7, 100, 7",
        "3, 1, 1"
    })
    void noMoreAreOutThanMayBe(int peers, int percent, int allowed) {
        set(peers, CHECKED.withMaxEjection(percent));
        List<HealthChange> changes = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            changes.add(check(i, false));
        }

        assertThat(Collections.frequency(changes, HealthChange.EJECTED)).isEqualTo(allowed);
        assertThat(Collections.frequency(changes, HealthChange.SPARED)).isEqualTo(peers - allowed);
        assertThat(upstream.ejected()).isEqualTo(allowed);
        assertThat(admitted()).isEqualTo(peers - allowed);
        assertThat(check(peers - 1, false)).as("told once").isEqualTo(HealthChange.NONE);
    }

    @Test
    void failuresAndChecksShareTheCapAndOnePeerTakesOnePlace() {
        set(5, CHECKED.withMaxEjection(40));
        assertThat(fail(0)).isEqualTo(HealthChange.EJECTED);
        assertThat(check(0, false)).isEqualTo(HealthChange.NONE);
        assertThat(check(1, false)).isEqualTo(HealthChange.EJECTED);
        assertThat(fail(2)).isEqualTo(HealthChange.SPARED);
        assertThat(admits(2)).isTrue();
        assertThat(member(2).peer().isSpared()).isTrue();

        assertThat(check(1, true)).isEqualTo(HealthChange.RESTORED);
        assertThat(fail(2)).as("there is a place now").isEqualTo(HealthChange.EJECTED);
        assertThat(admits(2)).isFalse();
    }

    @Test
    void aPeerIsInWhenBothKindsOfHealthAllowIt() {
        set(3, CHECKED);
        fail(0);
        check(0, false);
        long later = ticker.millis() + 10_001;
        assertThat(Eligibility.admits(set, member(0), false, later))
                .as("no trial while the check says no")
                .isFalse();
        assertThat(check(0, true)).as("its fails stay").isEqualTo(HealthChange.NONE);
        assertThat(Eligibility.state(member(0))).isEqualTo(Eligibility.State.EJECTED);
        assertThat(Eligibility.admits(set, member(0), false, later))
                .as("a trial is due")
                .isTrue();

        assertThat(member(0).peer().reserve(OPTIONS, later)).isTrue();
        assertThat(member(0).peer().succeeded(OPTIONS)).isEqualTo(HealthChange.RESTORED);
        assertThat(upstream.ejected()).isZero();
    }

    @Test
    void theCheckTakesOutTheOnlyPeerAndItsFailuresDoNot() {
        set(1, CHECKED);
        assertThat(fail(0)).isEqualTo(HealthChange.NONE);
        assertThat(admits(0)).isTrue();
        assertThat(check(0, false)).isEqualTo(HealthChange.EJECTED);
        assertThat(admits(0)).isFalse();
        assertThat(Eligibility.state(member(0))).isEqualTo(Eligibility.State.UNHEALTHY);
    }

    @Test
    void panicTriesAllWhenAllAreOutAndOnlyThen() {
        set(3, CHECKED.withPanic(true));
        fail(0);
        check(1, false);
        assertThat(admitted()).isOne();
        fail(2);
        assertThat(upstream.isPanicking()).isTrue();
        assertThat(admitted()).isEqualTo(3);
        assertThat(member(0).peer().reserve(OPTIONS, ticker.millis())).isTrue();
        member(0).peer().abandoned();

        check(1, true);
        assertThat(upstream.isPanicking()).isFalse();
        assertThat(admitted()).isOne();
    }

    @Test
    void panicDoesNotTryWhoIsDownOrDraining() {
        apply(List.of(spec(1, OPTIONS), spec(2, DOWN), spec(3, OPTIONS.withDrain(true))), CHECKED.withPanic(true));
        check(0, false);

        assertThat(upstream.isPanicking()).isTrue();
        assertThat(admits(0)).isTrue();
        assertThat(admits(1)).isFalse();
        assertThat(admits(2)).isFalse();
    }

    @Test
    void whoLeavesGivesItsPlaceBackAndComesBackAsItWas() {
        set(2, CHECKED.withMaxEjection(50));
        check(0, false);
        Peer away = member(0).peer();
        apply(List.of(spec(2, OPTIONS)), CHECKED.withMaxEjection(50));
        assertThat(upstream.ejected()).isZero();
        assertThat(check(0, false)).isEqualTo(HealthChange.EJECTED);
        check(0, true);

        ticker.advance(Duration.ofSeconds(5));
        set(2, CHECKED.withMaxEjection(50));
        assertThat(member(0).peer()).isSameAs(away);
        assertThat(admits(0)).as("its check still holds").isFalse();
        assertThat(upstream.ejected()).isOne();
        assertThat(result.changes()).containsExactly(new PeerReconciler.Change(away, HealthChange.EJECTED));
    }

    @Test
    void aSmallerSetTakesBackWhoIsTooManyOut() {
        set(10, CHECKED);
        for (int i = 0; i < 8; i++) {
            check(i, false);
        }
        set(8, CHECKED);
        assertThat(upstream.ejected()).isEqualTo(7);
        assertThat(admitted()).isOne();
        assertThat(result.changes())
                .containsExactly(new PeerReconciler.Change(member(7).peer(), HealthChange.SPARED));
    }

    @Test
    void anUpdateLeavesWhoStaysAsItsChecksFoundIt() {
        set(3, CHECKED);
        check(1, false);
        CheckResult found = member(1).peer().check();
        long since = member(1).peer().since();
        ticker.advance(Duration.ofSeconds(3));
        for (int peers : List.of(4, 2, 9)) {
            set(peers, CHECKED);
            assertThat(member(1).peer().check()).isSameAs(found);
            assertThat(member(1).peer().since()).isEqualTo(since);
            assertThat(admits(1)).isFalse();
            assertThat(upstream.ejected()).isOne();
            assertThat(result.changes()).isEmpty();
        }
    }

    @Test
    void whoIsNotCheckedAnyMoreIsInAgain() {
        set(2, CHECKED);
        check(0, false);
        set(2, HealthOptions.DEFAULT);
        assertThat(admits(0)).isTrue();
        assertThat(upstream.ejected()).isZero();
        assertThat(Eligibility.state(member(0))).isEqualTo(Eligibility.State.UP);
    }

    @Test
    void aCheckThatPassesAgainBeginsSlowStart() {
        PeerOptions slow = OPTIONS.withSlowStart(10_000);
        apply(List.of(spec(1, slow), spec(2, slow)), CHECKED);
        Peer peer = member(0).peer();
        assertThat(peer.shareOf(1, slow, ticker.millis())).isEqualTo(Peer.WEIGHT_UNIT);
        check(0, false);
        ticker.advance(Duration.ofSeconds(60));
        check(0, true);
        assertThat(peer.shareOf(1, slow, ticker.millis())).isOne();
        assertThat(peer.shareOf(1, slow, ticker.millis() + 5_000)).isEqualTo(Peer.WEIGHT_UNIT / 2);
    }

    @Test
    void aDrainingPeerKeepsWhoIsBoundUntilItsTimeIsOver() {
        PeerOptions drain = OPTIONS.withDrain(true);
        apply(List.of(spec(1, OPTIONS), spec(2, OPTIONS)), HealthOptions.DEFAULT.withDrainTimeout(5_000));
        apply(List.of(spec(1, OPTIONS), spec(2, drain)), HealthOptions.DEFAULT.withDrainTimeout(5_000));
        assertThat(result.leaving()).containsExactly(member(1).peer());

        assertThat(Eligibility.admits(set, member(1), false, ticker.millis())).isFalse();
        assertThat(Eligibility.admits(set, member(1), true, ticker.millis() + 4_999))
                .isTrue();
        assertThat(Eligibility.admits(set, member(1), true, ticker.millis() + 5_000))
                .isFalse();

        apply(List.of(spec(1, OPTIONS), spec(2, OPTIONS)), HealthOptions.DEFAULT.withDrainTimeout(5_000));
        assertThat(member(1).peer().drainDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    /** Reasons come and go on many threads while the registry changes who is counted: at the end the numbers are right. */
    @Test
    void placesAreNeitherLostNorDoubledWhateverHappensAtOnce() throws Exception {
        int peers = 6;
        set(peers, CHECKED.withMaxEjection(50));
        List<PeerSet.Member> members = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            members.add(member(i));
        }
        Upstream counted = upstream;
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                Random random = new Random(thread);
                running.add(threads.submit(() -> {
                    for (int n = 0; n < 20_000; n++) {
                        PeerSet.Member member = members.get(random.nextInt(peers));
                        CheckResult seen = new CheckResult(random.nextBoolean(), 0, "x", n);
                        member.peer().checked(seen, OPTIONS, n);
                        most.accumulateAndGet(counted.ejected(), Math::max);
                    }
                }));
            }
            running.add(threads.submit(() -> {
                Random random = new Random(9);
                for (int n = 0; n < 2_000; n++) {
                    List<PeerSpec> specs = new ArrayList<>();
                    for (int i = 1; i <= peers; i++) {
                        if (random.nextInt(4) > 0) {
                            specs.add(spec(i, random.nextInt(5) == 0 ? DOWN : OPTIONS));
                        }
                    }
                    apply(specs, CHECKED.withMaxEjection(50));
                }
            }));
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isLessThanOrEqualTo(peers);
        set(peers, CHECKED.withMaxEjection(100));
        assertThat(upstream.ejected()).isEqualTo(peers - admitted());
        for (int i = 0; i < peers; i++) {
            check(i, true);
        }
        assertThat(upstream.ejected()).isZero();
        assertThat(admitted()).isEqualTo(peers);
    }

    private void set(int peers, HealthOptions health) {
        List<PeerSpec> specs = new ArrayList<>();
        for (int i = 1; i <= peers; i++) {
            specs.add(spec(i, OPTIONS));
        }
        apply(specs, health);
    }

    private void apply(List<PeerSpec> specs, HealthOptions health) {
        result = reconciler.reconcile(
                List.of(new UpstreamSpec("up", UpstreamOptions.DEFAULT.withHealth(health), specs)));
        upstream = result.upstreams().get("up");
        set = result.peers().get(upstream);
    }

    private static PeerSpec spec(int number, PeerOptions options) {
        return new PeerSpec(new Address("10.0.0." + number, 80), options);
    }

    private PeerSet.Member member(int i) {
        return set.member(i);
    }

    private HealthChange check(int i, boolean healthy) {
        CheckResult found = new CheckResult(healthy, 0, healthy ? "200" : "503", ticker.millis());
        return member(i).peer().checked(found, member(i).options(), ticker.millis());
    }

    private HealthChange fail(int i) {
        member(i).peer().begin();
        return member(i).peer().failed(member(i).options(), ticker.millis());
    }

    private boolean admits(int i) {
        return Eligibility.admits(set, member(i), false, ticker.millis());
    }

    private int admitted() {
        int count = 0;
        for (int i = 0; i < set.size(); i++) {
            count += admits(i) ? 1 : 0;
        }
        return count;
    }

    private static final class NoBalancer implements Balancer {
        @Override
        public PeerSet.Member pick(PeerSet peers, TriedPeers tried, long now) {
            return null;
        }

        @Override
        public void failed(Peer peer) {}
    }
}
