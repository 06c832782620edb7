package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.PeerTls;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PeerReconcilerTest {

    private static final PeerOptions OPTIONS = new PeerOptions(1, 1, 10_000, false);

    private final FakeTicker ticker = new FakeTicker();
    private final PeerReconciler reconciler = new PeerReconciler(2, loop -> new NoBalancer(), ticker);

    @Test
    void makesUpstreamsAndPeersInTheirOrder() {
        PeerReconciler.Result result =
                reconciler.reconcile(List.of(upstream("b", 2, 1), upstream("a"), upstream("c", 3)));

        assertThat(result.upstreams().keySet()).containsExactly("b", "a", "c");
        assertThat(result.retired()).isEmpty();
        assertThat(set(result, "b").size()).isEqualTo(2);
        assertThat(peer(result, "b", 0).endpoint().address()).isEqualTo(address(2));
        assertThat(peer(result, "b", 0).endpoint().socketAddress().getPort()).isEqualTo(2);
        assertThat(peer(result, "b", 0).endpoint().socketAddress().isUnresolved())
                .isFalse();
        assertThat(peer(result, "b", 1).endpoint().address()).isEqualTo(address(1));
        assertThat(set(result, "a").size()).isZero();
        Upstream b = result.upstreams().get("b");
        assertThat(b.balancer(0)).isNotSameAs(b.balancer(1));
    }

    @Test
    void whatStaysKeepsItsIdentity() {
        PeerReconciler.Result before = reconciler.reconcile(List.of(upstream("a", 1, 2)));
        PeerReconciler.Result after = reconciler.reconcile(List.of(upstream("x", 9), upstream("a", 3, 2, 1)));

        assertThat(after.upstreams().get("a")).isSameAs(before.upstreams().get("a"));
        assertThat(peer(after, "a", 2)).isSameAs(peer(before, "a", 0));
        assertThat(peer(after, "a", 1)).isSameAs(peer(before, "a", 1));
        assertThat(after.retired()).isEmpty();
    }

    /** The same objects again, as discovery gives those of instances that did not change, among others that come and go. */
    @Test
    void ofManyThatComeGoAndChangeEachIsWhatItsSpecSaysAndStaysTheSame() {
        Random random = new Random(7);
        List<PeerSpec> wanted = new ArrayList<>();
        Map<Address, Peer> known = new HashMap<>();
        for (int round = 0; round < 2_000; round++) {
            for (int change = random.nextInt(4); change > 0; change--) {
                changeOne(wanted, random);
            }
            PeerReconciler.Result result =
                    reconciler.reconcile(List.of(new UpstreamSpec("a", UpstreamOptions.DEFAULT, List.copyOf(wanted))));
            PeerSet set = set(result, "a");
            assertThat(set.size()).isEqualTo(wanted.size());
            Set<Endpoint> gone = known.values().stream().map(Peer::endpoint).collect(Collectors.toSet());
            Map<Address, Peer> now = new HashMap<>();
            for (int i = 0; i < wanted.size(); i++) {
                PeerSet.Member member = set.member(i);
                Address address = wanted.get(i).address();
                assertThat(member.peer().endpoint().address()).isEqualTo(address);
                assertThat(member.options()).isEqualTo(wanted.get(i).options());
                assertThat(member.peer().endpoint().isRetired()).isFalse();
                if (known.containsKey(address)) {
                    assertThat(member.peer()).isSameAs(known.get(address));
                }
                gone.remove(member.peer().endpoint());
                now.put(address, member.peer());
            }
            assertThat(result.retired()).containsExactlyInAnyOrderElementsOf(gone);
            known = now;
        }
    }

    /** One goes, comes anywhere, gets another weight, or changes places with another. */
    private static void changeOne(List<PeerSpec> wanted, Random random) {
        int at = random.nextInt(wanted.size() + 1);
        switch (random.nextInt(4)) {
            case 0 -> {
                Address address = address(1 + random.nextInt(60));
                if (wanted.stream().noneMatch(spec -> spec.address().equals(address))) {
                    wanted.add(at, new PeerSpec(address, OPTIONS, List.of()));
                }
            }
            case 1 -> {
                if (at < wanted.size()) {
                    wanted.remove(at);
                }
            }
            case 2 -> {
                if (at < wanted.size()) {
                    PeerOptions other = OPTIONS.withWeight(1 + random.nextInt(9));
                    wanted.set(at, new PeerSpec(wanted.get(at).address(), other, List.of()));
                }
            }
            default -> Collections.rotate(wanted.subList(0, at), 1);
        }
    }

    @Test
    void theSameSpecIsAnotherEndpointWhereItsUpstreamConnectsOtherwise() {
        List<PeerSpec> peers = List.of(new PeerSpec(address(1), OPTIONS, List.of()));
        PeerReconciler.Result plain =
                reconciler.reconcile(List.of(new UpstreamSpec("a", UpstreamOptions.DEFAULT, peers)));
        PeerTls tls = new PeerTls(true, true, "", true, "", "", "", List.of("TLSv1.3"));
        PeerReconciler.Result secured =
                reconciler.reconcile(List.of(new UpstreamSpec("a", UpstreamOptions.DEFAULT.withTls(tls), peers)));

        assertThat(peer(secured, "a", 0).endpoint())
                .isNotSameAs(peer(plain, "a", 0).endpoint());
        assertThat(secured.retired()).containsExactly(peer(plain, "a", 0).endpoint());
    }

    @Test
    void aPeerDepartsUntilEachLoopFollowedAndNothingIsUnderWay() {
        Peer peer = peer(reconciler.reconcile(List.of(upstream("a", 1))), "a", 0);
        peer.begin();
        PeerReconciler.Result gone = reconciler.reconcile(List.of(upstream("a")));

        assertThat(gone.departing()).isEqualTo(gone.left()).hasSize(1);
        Departure departure = gone.left().get(0);
        assertThat(departure.member().peer()).isSameAs(peer);
        departure.loopFollowed();
        departure.loopFollowed();
        assertThat(departure.isOver()).isFalse();
        PeerReconciler.Result other = reconciler.reconcile(List.of(upstream("a", 2)));
        assertThat(other.departing()).containsExactly(departure);
        assertThat(other.left()).isEmpty();
        peer.abandoned();
        assertThat(departure.isOver()).isTrue();
        assertThat(reconciler.reconcile(List.of(upstream("a", 2))).departing()).isEmpty();
    }

    @Test
    void aPeerDepartsWhileALoopMayStillPickIt() {
        reconciler.reconcile(List.of(upstream("a", 1)));
        Departure departure = reconciler.reconcile(List.of()).left().get(0);

        departure.loopFollowed();
        assertThat(departure.isOver()).isFalse();
        departure.loopFollowed();
        assertThat(departure.isOver()).isTrue();
    }

    @Test
    void aPeerThatComesBackDepartsNoMore() {
        Peer peer = peer(reconciler.reconcile(List.of(upstream("a", 1))), "a", 0);
        peer.begin();
        reconciler.reconcile(List.of(upstream("a")));
        PeerReconciler.Result back = reconciler.reconcile(List.of(upstream("a", 1)));

        assertThat(peer(back, "a", 0)).isSameAs(peer);
        assertThat(back.departing()).isEmpty();
    }

    @Test
    void newOptionsReachTheSameUpstreamAndPeer() {
        PeerReconciler.Result before = reconciler.reconcile(List.of(upstream("a", 1)));
        UpstreamOptions kept = new UpstreamOptions(1, 2, 3);
        PeerOptions heavy = OPTIONS.withWeight(7);
        PeerReconciler.Result after = reconciler.reconcile(
                List.of(new UpstreamSpec("a", kept, List.of(new PeerSpec(address(1), heavy, List.of("dc1/node/id"))))));

        assertThat(after.upstreams().get("a").options()).isEqualTo(kept);
        assertThat(peer(after, "a", 0)).isSameAs(peer(before, "a", 0));
        assertThat(set(after, "a").member(0).options()).isEqualTo(heavy);
        assertThat(set(after, "a").member(0).instances()).containsExactly("dc1/node/id");
        assertThat(set(before, "a").member(0).options())
                .as("a set never changes")
                .isEqualTo(OPTIONS);
    }

    @Test
    void whatLeftIsRetiredOnce() {
        PeerReconciler.Result before = reconciler.reconcile(List.of(upstream("a", 1, 2)));
        Endpoint gone = peer(before, "a", 1).endpoint();
        assertThat(gone.isRetired()).isFalse();

        assertThat(reconciler.reconcile(List.of(upstream("a", 1))).retired()).containsExactly(gone);
        assertThat(gone.isRetired()).isTrue();
        assertThat(reconciler.reconcile(List.of(upstream("a", 1))).retired()).isEmpty();
    }

    @Test
    void keepsTheHistoryOfAPeerForItsFailTimeout() {
        Peer peer = peer(reconciler.reconcile(List.of(upstream("a", 1, 2))), "a", 0);
        peer.begin();
        peer.failed(OPTIONS, 0);
        reconciler.reconcile(List.of(upstream("a", 2)));
        ticker.advance(Duration.ofMillis(9_999));
        reconciler.reconcile(List.of(upstream("a", 2)));

        PeerReconciler.Result back = reconciler.reconcile(List.of(upstream("a", 2, 1)));

        assertThat(peer(back, "a", 1)).isSameAs(peer);
        assertThat(peer.fails()).isOne();
        assertThat(peer.endpoint().isRetired()).isFalse();
    }

    @Test
    void forgetsAPeerAfterItsFailTimeout() {
        Peer peer = peer(reconciler.reconcile(List.of(upstream("a", 1, 2))), "a", 0);
        reconciler.reconcile(List.of(upstream("a", 2)));
        ticker.advance(Duration.ofMillis(10_001));

        Peer back = peer(reconciler.reconcile(List.of(upstream("a", 2, 1))), "a", 1);

        assertThat(back).isNotSameAs(peer);
        assertThat(back.endpoint().isRetired()).isFalse();
    }

    @Test
    void countsTheFailTimeoutFromTheLastTimeItLeft() {
        Peer peer = peer(reconciler.reconcile(List.of(upstream("a", 1))), "a", 0);
        for (int i = 0; i < 5; i++) {
            reconciler.reconcile(List.of(upstream("a")));
            ticker.advance(Duration.ofSeconds(8));
            assertThat(peer(reconciler.reconcile(List.of(upstream("a", 1))), "a", 0))
                    .isSameAs(peer);
            ticker.advance(Duration.ofSeconds(8));
        }
    }

    @Test
    void anUpstreamThatLeftIsMadeAnewButItsPeersAreRemembered() {
        PeerReconciler.Result before = reconciler.reconcile(List.of(upstream("a", 1)));
        PeerReconciler.Result without = reconciler.reconcile(List.of());
        PeerReconciler.Result after = reconciler.reconcile(List.of(upstream("a", 1)));

        assertThat(without.upstreams()).isEmpty();
        assertThat(after.upstreams().get("a")).isNotSameAs(before.upstreams().get("a"));
        assertThat(peer(after, "a", 0)).isSameAs(peer(before, "a", 0));
    }

    @Test
    void twoUpstreamsWithOneAddressShareTheEndpointButNotTheHealth() {
        PeerReconciler.Result result = reconciler.reconcile(List.of(upstream("a", 1, 2), upstream("b", 1, 3)));
        Peer ofA = peer(result, "a", 0);
        Peer ofB = peer(result, "b", 0);

        assertThat(ofA).isNotSameAs(ofB);
        assertThat(ofA.endpoint()).isSameAs(ofB.endpoint());
        ofA.begin();
        ofA.failed(OPTIONS, 0);
        assertThat(ofA.isAvailable(OPTIONS, 0)).isFalse();
        assertThat(ofB.isAvailable(OPTIONS, 0)).isTrue();
    }

    @Test
    void anEndpointIsRetiredWhenTheLastUpstreamLeavesIt() {
        Endpoint shared = peer(reconciler.reconcile(List.of(upstream("a", 1), upstream("b", 1))), "a", 0)
                .endpoint();

        assertThat(reconciler
                        .reconcile(List.of(upstream("a"), upstream("b", 1)))
                        .retired())
                .isEmpty();
        assertThat(shared.isRetired()).isFalse();
        assertThat(reconciler.reconcile(List.of(upstream("a"), upstream("b"))).retired())
                .containsExactly(shared);
        assertThat(shared.isRetired()).isTrue();
    }

    @Test
    void anAddressThatMovesToAnotherUpstreamIsNotRetired() {
        Endpoint endpoint = peer(reconciler.reconcile(List.of(upstream("a", 1), upstream("b"))), "a", 0)
                .endpoint();

        PeerReconciler.Result moved = reconciler.reconcile(List.of(upstream("a"), upstream("b", 1)));

        assertThat(moved.retired()).isEmpty();
        assertThat(peer(moved, "b", 0).endpoint()).isSameAs(endpoint);
    }

    @Test
    void aRememberedPeerOfOneUpstreamKeepsTheEndpointOfAnother() {
        Peer ofA = peer(reconciler.reconcile(List.of(upstream("a", 1), upstream("b"))), "a", 0);
        reconciler.reconcile(List.of(upstream("a"), upstream("b")));
        reconciler.reconcile(List.of(upstream("a"), upstream("b", 1)));

        PeerReconciler.Result both = reconciler.reconcile(List.of(upstream("a", 1), upstream("b", 1)));

        assertThat(peer(both, "a", 0)).isSameAs(ofA);
        assertThat(peer(both, "b", 0).endpoint()).isSameAs(ofA.endpoint());
    }

    @Test
    void anotherWayToConnectIsAnotherEndpointAndAnotherPeer() {
        PeerSpec spec = new PeerSpec(address(1), OPTIONS);
        PeerTls tls = new PeerTls(true, true, "", true, "", "", "", List.of("TLSv1.3"));
        PeerReconciler.Result plain =
                reconciler.reconcile(List.of(new UpstreamSpec("a", UpstreamOptions.DEFAULT, List.of(spec))));
        Peer before = plain.peers().get(plain.upstreams().get("a")).member(0).peer();
        PeerReconciler.Result secured = reconciler.reconcile(
                List.of(new UpstreamSpec("a", UpstreamOptions.DEFAULT.withTls(tls), List.of(spec))));
        Peer after = secured.peers().get(secured.upstreams().get("a")).member(0).peer();

        assertThat(after).isNotSameAs(before);
        assertThat(after.endpoint().tls().name()).isEqualTo(address(1).host());
        assertThat(secured.retired()).containsExactly(before.endpoint());
    }

    @Test
    void leavesOutAPeerWhoseNameCannotBeResolvedAndNothingElse() {
        Address nowhere = new Address("no.such.name.invalid", 1);
        UpstreamSpec unknown = new UpstreamSpec(
                "b",
                UpstreamOptions.DEFAULT,
                List.of(new PeerSpec(nowhere, OPTIONS), new PeerSpec(address(7), OPTIONS)));

        PeerReconciler.Result result = reconciler.reconcile(List.of(upstream("a", 1), unknown));

        assertThat(result.unresolved()).containsExactly(nowhere);
        assertThat(set(result, "a").size()).isEqualTo(1);
        assertThat(set(result, "b").size()).isEqualTo(1);
        assertThat(peer(result, "b", 0).endpoint().address()).isEqualTo(address(7));
    }

    private static UpstreamSpec upstream(String name, int... ports) {
        return new UpstreamSpec(
                name,
                UpstreamOptions.DEFAULT,
                Arrays.stream(ports)
                        .mapToObj(port -> new PeerSpec(address(port), OPTIONS))
                        .toList());
    }

    private static Address address(int port) {
        return new Address("10.0.0.1", port);
    }

    private static PeerSet set(PeerReconciler.Result result, String upstream) {
        return result.peers().get(result.upstreams().get(upstream));
    }

    private static Peer peer(PeerReconciler.Result result, String upstream, int i) {
        return set(result, upstream).member(i).peer();
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
