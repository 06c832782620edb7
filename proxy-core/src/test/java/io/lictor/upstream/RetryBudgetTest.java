package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.UpstreamLimits;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {

    private final RetryBudget budget = new RetryBudget();

    /** Two peers with so many attempts under way in sum. */
    private static PeerSet peersWith(int inFlight) {
        List<PeerSet.Member> members = IntStream.of(1, 2)
                .mapToObj(i -> new Peer("up", new Endpoint(new Address("10.0.0.1", i), new InetSocketAddress(i), 1)))
                .map(peer -> new PeerSet.Member(peer, PeerOptions.DEFAULT, List.of()))
                .toList();
        for (int n = 0; n < inFlight; n++) {
            members.get(n % 2).peer().begin();
        }
        return new PeerSet(members);
    }

    private int takeAll(int percent, PeerSet peers) {
        int taken = 0;
        while (taken < 1_000 && budget.take(percent, peers)) {
            taken++;
        }
        return taken;
    }

    @Test
    void grantsThreeWhateverTheLoad() {
        assertThat(takeAll(0, PeerSet.EMPTY)).isEqualTo(3);
    }

    @Test
    void grantsAShareOfTheRequestsUnderWayTheOneThatAsksIncluded() {
        assertThat(takeAll(20, peersWith(98))).isEqualTo(19);
        assertThat(budget.take(20, peersWith(99))).isTrue();
        assertThat(budget.take(20, peersWith(99))).isFalse();
    }

    @Test
    void offGrantsAny() {
        assertThat(takeAll(UpstreamLimits.NO_BUDGET, PeerSet.EMPTY)).isEqualTo(1_000);
    }

    @Test
    void whatIsGivenBackIsGrantedAgain() {
        takeAll(20, PeerSet.EMPTY);
        budget.give();
        assertThat(budget.take(20, PeerSet.EMPTY)).isTrue();
        assertThat(budget.take(20, PeerSet.EMPTY)).isFalse();
        assertThat(budget.underWay()).isEqualTo(3);
    }

    @Test
    void aRefusalIsNewsOnceAMinute() {
        assertThat(budget.refused(1_000_000)).isTrue();
        assertThat(budget.refused(1_000_001)).isFalse();
        // Refusals go on: the state has not ended.
        assertThat(budget.refused(1_060_000)).isFalse();
        assertThat(budget.refused(1_120_000)).isTrue();
    }
}
