package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.config.Tier;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of picks, failures, successes and time, with every parameter of a peer, step by step as nginx. */
class AgainstNginxTest {

    static Stream<Arguments> methodsAndSeeds() {
        return Stream.of(Balance.Method.ROUND_ROBIN, Balance.Method.LEAST_CONN)
                .flatMap(method -> LongStream.rangeClosed(1, 10).mapToObj(seed -> Arguments.of(method, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("methodsAndSeeds")
    void choosesAsNginxDoes(Balance.Method method, long seed) {
        Random random = new Random(seed);
        for (int history = 0; history < 50; history++) {
            List<PeerOptions> options = new ArrayList<>();
            for (int i = 1 + random.nextInt(7); i > 0; i--) {
                options.add(options(random));
            }
            new History(random, method, options, "history " + history + " " + options).run();
        }
    }

    private static PeerOptions options(Random random) {
        return new PeerOptions(
                1 + random.nextInt(10),
                random.nextInt(4),
                1_000L * random.nextInt(11),
                random.nextInt(8) == 0,
                random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0,
                random.nextInt(4) == 0 ? Tier.BACKUP : Tier.FIRST,
                random.nextInt(3) == 0 ? 1 + random.nextInt(20_000) : 0,
                random.nextInt(12) == 0);
    }

    /** Requests that overlap: each goes on where its turn comes. */
    private static final class History {

        private final Random random;
        private final Balance.Method method;
        private final String name;
        private final Group group;
        private final SlowNginx model;
        private final List<Integer> underWay = new ArrayList<>();
        private long now = 1_000_000;

        History(Random random, Balance.Method method, List<PeerOptions> options, String name) {
            this.random = random;
            this.method = method;
            this.name = name;
            group = new Group(Balance.of(method), options);
            model = new SlowNginx(options);
        }

        void run() {
            for (int request = 0; request < 80; request++) {
                request();
                while (!underWay.isEmpty() && random.nextInt(3) == 0) {
                    end(underWay.remove(random.nextInt(underWay.size())));
                }
            }
            while (!underWay.isEmpty()) {
                end(underWay.remove(0));
            }
            for (int i = 0; i < group.peers().size(); i++) {
                assertThat(group.member(i).peer().inFlight()).as(name).isZero();
            }
        }

        private void request() {
            TriedPeers tried = new TriedPeers();
            boolean[] triedByModel = new boolean[model.options.size()];
            while (true) {
                PeerSet.Member picked = group.balancer().pick(group.peers(), tried, now);
                int expected = method == Balance.Method.ROUND_ROBIN
                        ? model.roundRobin(triedByModel, now)
                        : model.leastConn(triedByModel, now);
                assertThat(group.place(picked)).as(name).isEqualTo(expected);
                if (picked == null) {
                    return;
                }
                assertThat(picked.peer().inFlight()).as(name).isEqualTo(model.conns[expected]);
                tried.add(picked.peer());
                now += random.nextInt(3) == 0 ? random.nextInt(4_000) : random.nextInt(3);
                if (random.nextInt(3) > 0) {
                    underWay.add(expected);
                    return;
                }
                picked.peer().failed(picked.options(), now);
                group.balancer().failed(picked.peer());
                model.failed(expected, now);
                assertThat(picked.peer().fails()).as(name).isEqualTo(model.fails[expected]);
            }
        }

        private void end(int i) {
            PeerSet.Member member = group.member(i);
            if (random.nextInt(10) == 0) {
                member.peer().abandoned();
                model.abandoned(i);
                return;
            }
            member.peer().succeeded(member.options());
            model.succeeded(i);
            assertThat(member.peer().fails()).as(name).isEqualTo(model.fails[i]);
        }
    }
}
