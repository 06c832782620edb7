package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What several loops may not take twice: the room of a peer, and the trial of one that is out. */
class ReservationTest {

    private static final int LOOPS = 6;
    private static final int PICKS = 5_000;

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Balance.Method.class,
            names = {"ROUND_ROBIN", "LEAST_CONN", "LEAST_TIME", "RANDOM"})
    void maxConnsIsNeverExceeded(Balance.Method method) throws Exception {
        PeerOptions options = PeerOptions.DEFAULT.withMaxConns(2);
        Group group = new Group(LOOPS, Balance.of(method), Group.same(3, options));
        int[] most = onEachLoop(loop -> {
            Random random = new Random(loop);
            Balancer balancer = group.balancer(loop);
            List<PeerSet.Member> held = new ArrayList<>();
            int highest = 0;
            for (int n = 0; n < PICKS; n++) {
                PeerSet.Member picked = balancer.pick(group.peers(), new TriedPeers(), 0);
                if (picked != null) {
                    highest = Math.max(highest, picked.peer().inFlight());
                    held.add(picked);
                }
                if (picked == null || held.size() > random.nextInt(3)) {
                    held.forEach(member -> member.peer().succeeded(member.options()));
                    held.clear();
                }
            }
            held.forEach(member -> member.peer().abandoned());
            return highest;
        });

        assertThat(Arrays.stream(most)).allMatch(highest -> highest <= 2);
        long requests = 0;
        for (int i = 0; i < 3; i++) {
            assertThat(group.member(i).peer().inFlight()).isZero();
            requests += group.member(i).peer().requests();
        }
        assertThat(requests).as("picks that got a peer").isPositive().isLessThanOrEqualTo(LOOPS * PICKS);
    }

    @Test
    void oneLoopGetsTheTrialOfAPeerThatIsOut() throws Exception {
        Group group = new Group(LOOPS, Balance.ROUND_ROBIN, Group.same(2, PeerOptions.DEFAULT));
        AtomicInteger trials = new AtomicInteger();
        for (int round = 1; round <= 50; round++) {
            PeerSet.Member out = group.member(0);
            out.peer().begin();
            out.peer().failed(out.options(), round * 100_000L);
            long due = round * 100_000L + 10_001;
            trials.set(0);
            onEachLoop(loop -> {
                for (int n = 0; n < 4; n++) {
                    PeerSet.Member picked = group.balancer(loop).pick(group.peers(), new TriedPeers(), due);
                    trials.addAndGet(picked.peer() == out.peer() ? 1 : 0);
                    picked.peer().abandoned();
                }
                return 0;
            });
            assertThat(trials).as("round %s", round).hasValue(1);
        }
        assertThat(group.member(0).peer().inFlight()).isZero();
    }

    @Test
    void theSharesOfAllLoopsTogetherAreThoseOfTheWeights() throws Exception {
        Group group = new Group(LOOPS, Balance.ROUND_ROBIN, Group.weights(5, 3, 1, 1));
        onEachLoop(loop -> {
            for (int n = 0; n < PICKS; n++) {
                group.balancer(loop)
                        .pick(group.peers(), new TriedPeers(), 0)
                        .peer()
                        .abandoned();
            }
            return 0;
        });

        int[] weights = {5, 3, 1, 1};
        for (int i = 0; i < weights.length; i++) {
            long exact = (long) LOOPS * PICKS * weights[i] / 10;
            assertThat(group.member(i).peer().requests()).isBetween(exact - LOOPS, exact + LOOPS);
        }
    }

    private interface LoopTask {
        int run(int loop) throws Exception;
    }

    private static int[] onEachLoop(LoopTask task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(LOOPS);
        try {
            CyclicBarrier start = new CyclicBarrier(LOOPS);
            List<Future<Integer>> results = new ArrayList<>();
            for (int loop = 0; loop < LOOPS; loop++) {
                int number = loop;
                Callable<Integer> run = () -> {
                    start.await();
                    return task.run(number);
                };
                results.add(threads.submit(run));
            }
            int[] values = new int[LOOPS];
            for (int loop = 0; loop < LOOPS; loop++) {
                values[loop] = results.get(loop).get();
            }
            return values;
        } finally {
            threads.shutdownNow();
        }
    }
}
