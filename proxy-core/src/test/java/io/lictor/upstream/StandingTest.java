package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.Tier;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Times are milliseconds; {@code fail_timeout} is 10000. */
class StandingTest {

    private static final PeerOptions USUAL = new PeerOptions(1, 1, 10_000, false);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @Test
    void anOutPeerSaysForHowLong() {
        PeerSet.Member bad = member(1, USUAL);
        PeerSet peers = new PeerSet(List.of(bad, member(2, USUAL)));
        bad.peer().begin();
        bad.peer().failed(USUAL, 1_000);

        Standing standing = Standing.of(peers, bad, 4_000);
        assertThat(standing.eligible()).isFalse();
        assertThat(standing.why()).startsWith("ejected by max_fails=1: 1 failures");
        assertThat(standing.outForMillis()).isEqualTo(7_000);
        assertThat(Standing.of(peers, bad, 11_001).eligible()).isTrue();
        assertThat(Standing.of(peers, bad, 11_001).why()).startsWith("ejected; a trial is due");
    }

    @Test
    void saysWhyAnyOtherIsNotPicked() {
        PeerSet.Member down = member(1, new PeerOptions(1, 1, 10_000, true));
        PeerSet.Member drain = member(2, new PeerOptions(1, 1, 10_000, false, 0, Tier.FIRST, 0, true));
        PeerSet.Member full = member(3, USUAL.withMaxConns(1));
        PeerSet.Member sick = member(4, USUAL);
        PeerSet peers = new PeerSet(List.of(down, drain, full, sick), null, true);
        full.peer().begin();
        sick.peer().checked(new CheckResult(false, 1, "status 503", 5), USUAL, 5);

        assertThat(why(peers, down)).isEqualTo("down, by its options");
        assertThat(why(peers, drain)).isEqualTo("drain: takes only what a cookie has bound to it");
        assertThat(why(peers, full)).isEqualTo("max_conns=1 are under way");
        assertThat(why(peers, sick)).isEqualTo("unhealthy by its check: status 503");
    }

    @Test
    void theOnlyPeerIsNeverOut() {
        PeerSet.Member only = member(1, USUAL);
        only.peer().begin();
        only.peer().failed(USUAL, 0);
        Standing standing = Standing.of(new PeerSet(List.of(only)), only, 1);
        assertThat(standing.eligible()).isTrue();
        assertThat(standing.outForMillis()).isZero();
        assertThat(standing.why()).startsWith("should be out, but it is the only peer");
    }

    @Test
    void slowStartShowsItsShare() {
        PeerOptions slow = new PeerOptions(4, 1, 10_000, false, 0, Tier.FIRST, 10_000, false);
        PeerSet.Member member = member(1, slow);
        member.peer().becameAvailable(0);
        Standing standing = Standing.of(new PeerSet(List.of(member, member(2, USUAL))), member, 2_500);
        assertThat(standing.sharePercent()).isEqualTo(25);
        assertThat(standing.why()).isEqualTo("slow_start: has 25% of its weight");
    }

    /** What is said is what a pick would find, whatever happened before. */
    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithTheRule(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<PeerSet.Member> members = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                members.add(member(i, options(random)));
            }
            PeerSet peers = new PeerSet(members, null, random.nextBoolean());
            long now = 0;
            for (int step = 0; step < 10; step++) {
                now += random.nextInt(6_000);
                PeerSet.Member member = members.get(random.nextInt(members.size()));
                change(random, member, now);
                Standing standing = Standing.of(peers, member, now);
                assertThat(standing.eligible())
                        .as("%s %s", member.options(), standing)
                        .isEqualTo(Eligibility.admits(peers, member, false, now)
                                && member.peer().hasRoom(member.options()));
                assertThat(standing.eligible() || !standing.why().isEmpty()).isTrue();
            }
        }
    }

    private static void change(Random random, PeerSet.Member member, long now) {
        switch (random.nextInt(3)) {
            case 0 -> member.peer().begin();
            case 1 -> {
                member.peer().begin();
                member.peer().failed(member.options(), now);
            }
            default ->
                member.peer()
                        .checked(new CheckResult(random.nextBoolean(), 1, "status 500", now), member.options(), now);
        }
    }

    private static PeerOptions options(Random random) {
        return new PeerOptions(
                1 + random.nextInt(3),
                random.nextInt(3),
                1_000L * random.nextInt(10),
                random.nextInt(5) == 0,
                random.nextInt(3),
                random.nextInt(4),
                random.nextInt(2) * 5_000L,
                random.nextInt(6) == 0);
    }

    private static String why(PeerSet peers, PeerSet.Member member) {
        Standing standing = Standing.of(peers, member, 10);
        assertThat(standing.eligible()).isFalse();
        return standing.why();
    }

    private static PeerSet.Member member(int n, PeerOptions options) {
        Address address = new Address("10.0.0." + n, 80);
        return new PeerSet.Member(
                new Peer("up", new Endpoint(address, new InetSocketAddress(80), 1)), options, List.of());
    }
}
