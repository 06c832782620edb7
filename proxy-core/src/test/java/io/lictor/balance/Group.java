package io.lictor.balance;

import io.lictor.config.Address;
import io.lictor.config.Balance;
import io.lictor.config.HealthOptions;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.http.Head;
import io.lictor.http.Target;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.Heads;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import io.lictor.upstream.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An upstream as an engine has it: peers at 10.0.0.N, N being their number from 1, and the balancers of its method. */
final class Group {

    /** As nginx: all may be out at once. */
    private static final UpstreamOptions OPTIONS =
            UpstreamOptions.DEFAULT.withHealth(HealthOptions.DEFAULT.withMaxEjection(100));

    private final FakeTicker ticker = new FakeTicker();
    private final PeerReconciler reconciler;
    private Balance balance;
    private List<PeerOptions> options = List.of();
    private Upstream upstream;
    private PeerSet peers;

    Group(int loops, Balance balance, List<PeerOptions> options) {
        this.balance = balance;
        reconciler = new PeerReconciler(loops, new Balancers(), ticker);
        set(options);
    }

    Group(Balance balance, List<PeerOptions> options) {
        this(1, balance, options);
    }

    /** Peers of equal options. */
    static List<PeerOptions> same(int count, PeerOptions options) {
        return Collections.nCopies(count, options);
    }

    static List<PeerOptions> weights(int... weights) {
        List<PeerOptions> options = new ArrayList<>();
        for (int weight : weights) {
            options.add(PeerOptions.DEFAULT.withWeight(weight));
        }
        return options;
    }

    /** The request of a client at {@code address}. */
    static PickRequest request(String address, String... lines) {
        Head head = Heads.request(lines);
        Target.of(head);
        byte[] client = address.getBytes(StandardCharsets.US_ASCII);
        return new PickRequest() {
            @Override
            public byte[] clientAddress() {
                return client;
            }

            @Override
            public Head request() {
                return head;
            }
        };
    }

    /** Makes the method this one. */
    void balance(Balance newBalance) {
        balance = newBalance;
        set(options);
    }

    /** Makes the peers these; null stands for one that is not there. */
    void set(List<PeerOptions> newOptions) {
        options = newOptions;
        List<PeerSpec> specs = new ArrayList<>();
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i) != null) {
                Address address =
                        new Address("10." + (i + 1 >> 16) + "." + (i + 1 >> 8 & 255) + "." + (i + 1 & 255), 80);
                specs.add(new PeerSpec(address, options.get(i)));
            }
        }
        PeerReconciler.Result result =
                reconciler.reconcile(List.of(new UpstreamSpec("up", OPTIONS.withBalance(balance), specs)));
        upstream = result.upstreams().get("up");
        peers = result.peers().get(upstream);
    }

    FakeTicker ticker() {
        return ticker;
    }

    PeerSet peers() {
        return peers;
    }

    PeerSet.Member member(int i) {
        return peers.member(i);
    }

    Balancer balancer() {
        return upstream.balancer(0);
    }

    Balancer balancer(int loop) {
        return upstream.balancer(loop);
    }

    PeerSet.Member pick(long now) {
        return balancer().pick(peers, new TriedPeers(), now);
    }

    PeerSet.Member pick(PickRequest request) {
        return balancer().pick(peers, new TriedPeers(), 0, request);
    }

    /** The place of a member; -1 for none. */
    int place(PeerSet.Member member) {
        for (int i = 0; i < peers.size(); i++) {
            if (member != null && peers.member(i).peer() == member.peer()) {
                return i;
            }
        }
        return -1;
    }

    /** How often each place is picked of {@code count} picks that end at once. */
    Map<Integer, Integer> counts(int count, long now) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int n = 0; n < count; n++) {
            PeerSet.Member picked = pick(now);
            counts.merge(place(picked), 1, Integer::sum);
            if (picked != null) {
                picked.peer().abandoned();
            }
        }
        return counts;
    }
}
