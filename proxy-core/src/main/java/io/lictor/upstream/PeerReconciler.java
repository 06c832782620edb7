package io.lictor.upstream;

import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.Balance;
import io.lictor.config.PeerSpec;
import io.lictor.config.PeerTls;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns the upstreams that should be into the upstreams that are: what stays keeps its identity, what left is retired.
 *
 * <p>Confined to one thread at a time. Resolves no names: where a peer's host is one, it is left out.
 */
public final class PeerReconciler {

    private static final int MOST_REMEMBERED = 10_000;

    /**
     * What is, after reconciling.
     *
     * @param upstreams each upstream that should be, by name, in the order of the desired state
     * @param peers the set of each of them
     * @param retired endpoints that no upstream lists any more
     * @param unresolved peers that were left out because their hosts are names
     * @param leaving peers that left or began to drain, and have a {@link Peer#drainDeadline}
     * @param left all peers that left by this
     * @param departing these, and those that left before and at which something may still be under way
     * @param changes peers that other options, or other peers beside them, have put out or brought back
     */
    public record Result(
            Map<String, Upstream> upstreams,
            IdentityHashMap<Upstream, PeerSet> peers,
            List<Endpoint> retired,
            Set<Address> unresolved,
            List<Peer> leaving,
            List<Departure> left,
            List<Departure> departing,
            List<Change> changes) {}

    /** What became of the health of {@code peer} by reconciling. */
    public record Change(Peer peer, HealthChange change) {}

    private final int loops;
    private final Balancer.Factory balancers;
    private final Ticker ticker;
    private final RememberedPeers remembered;
    private final Endpoints endpoints;
    private final Departures departures;
    private Map<String, Upstream> upstreams = Map.of();
    private IdentityHashMap<Upstream, PeerSet> sets = new IdentityHashMap<>();
    private IdentityHashMap<Upstream, PeerRow> rows = new IdentityHashMap<>();
    private final Map<PeerKey, KeptPeer> members = new LinkedHashMap<>();
    private long rounds;

    /** One that balances every upstream alike, whatever its options say: {@code balancers} makes those of each loop. */
    public PeerReconciler(int loops, IntFunction<Balancer> balancers, Ticker ticker) {
        this(loops, (balance, loop) -> balancers.apply(loop), ticker);
    }

    public PeerReconciler(int loops, Balancer.Factory balancers, Ticker ticker) {
        this.loops = loops;
        this.endpoints = new Endpoints(loops);
        this.departures = new Departures(loops);
        this.balancers = balancers;
        this.ticker = ticker;
        this.remembered = new RememberedPeers(MOST_REMEMBERED, ticker);
    }

    /** Reconciles. A peer whose host is a name is left out, and stops nothing else. */
    public Result reconcile(List<UpstreamSpec> desired) {
        Round round = new Round(++rounds, ticker.millis());
        for (UpstreamSpec spec : desired) {
            Upstream upstream = upstreams.get(spec.name());
            if (upstream == null) {
                upstream = new Upstream(spec.name(), spec.options(), loops, balancers);
            }
            UpstreamOptions optionsBefore = upstream.options();
            PeerSet before = sets.get(upstream);
            PeerRow row = rows.getOrDefault(upstream, new PeerRow());
            upstream.options(spec.options());
            round.upstreams.put(spec.name(), upstream);
            round.rows.put(upstream, row);
            row.begin(optionsBefore.equals(spec.options()));
            List<PeerSet.Member> set = new ArrayList<>();
            for (PeerSpec peerSpec : spec.peers()) {
                KeptPeer kept = row.find(peerSpec);
                if (kept == null) {
                    kept = keep(upstream, peerSpec, before != null && before.size() > 0, round);
                } else {
                    endpoints.use(kept.endpoint);
                }
                if (kept != null) {
                    kept.round = round.number;
                    row.add(kept);
                    set.add(kept.member);
                }
            }
            boolean sameMethod = optionsBefore.balance().equals(spec.options().balance());
            round.sets.put(upstream, set(spec, set, sameMethod ? before : null));
        }
        leave(round);
        round.sets.forEach((upstream, set) -> round.changes.addAll(judge(upstream, set, round.now)));
        upstreams = round.upstreams;
        sets = round.sets;
        rows = round.rows;
        List<Endpoint> retired = endpoints.retire(remembered.endpoints());
        return new Result(
                round.upstreams,
                round.sets,
                retired,
                round.unresolved,
                round.leaving,
                round.left,
                departures.current(),
                round.changes);
    }

    /** The peer that {@code spec} wants, with its options now; null when its host is a name. */
    private @Nullable KeptPeer keep(Upstream upstream, PeerSpec spec, boolean hadOthers, Round round) {
        PeerTls tls = upstream.options().tls().of(spec.written().host());
        Endpoints.Key at = new Endpoints.Key(spec.address(), tls);
        Endpoints.Known used = endpoints.use(at);
        if (used == null) {
            round.unresolved.add(spec.address());
            return null;
        }
        PeerKey key = new PeerKey(upstream.name(), at);
        KeptPeer kept = members.get(key);
        PeerSet.Member known = kept == null ? null : kept.member;
        Peer peer = known == null ? peer(key, used.endpoint(), upstream, round.now) : known.peer();
        PeerSet.Member member = known != null && known.isOf(spec)
                ? known
                : new PeerSet.Member(peer, spec.options(), spec.instances(), spec.written());
        boolean wasUsable = known != null && known.options().isUsable();
        if (hadOthers && spec.options().isUsable() && !wasUsable) {
            peer.becameAvailable(round.now);
        }
        if (known == null || wasUsable != spec.options().isUsable()) {
            peer.since(round.now);
        }
        boolean wasDraining = known != null && known.options().drain();
        if (!spec.options().drain()) {
            peer.undrain();
        } else if (!wasDraining) {
            leave(upstream, peer, round);
        }
        if (kept == null) {
            kept = new KeptPeer(used, spec, member);
            members.put(key, kept);
        } else {
            kept.spec = spec;
            kept.member = member;
        }
        return kept;
    }

    /** One that is new, or remembered. */
    private Peer peer(PeerKey key, Endpoint endpoint, Upstream upstream, long now) {
        Peer before = remembered.take(key);
        // A remembered peer whose endpoint was made anew would keep connections apart: take its history only if the
        // same.
        if (before == null || before.endpoint() != endpoint) {
            return new Peer(key.upstream(), endpoint, upstream.cap(), now);
        }
        departures.returned(before);
        return before;
    }

    /** The set before, when nothing has changed: so nobody has to look at it again. */
    private PeerSet set(UpstreamSpec spec, List<PeerSet.Member> newMembers, @Nullable PeerSet before) {
        boolean checked = spec.options().health().check().isOn();
        if (before != null && before.holds(newMembers, checked)) {
            return before;
        }
        Balance balance = spec.options().balance();
        return new PeerSet(
                newMembers, balancers.index(balance, newMembers, before == null ? null : before.index()), checked);
    }

    /** Those that are not wanted any more leave, and are remembered. */
    private void leave(Round round) {
        members.entrySet().removeIf(entry -> {
            boolean leaves = entry.getValue().round != round.number;
            if (leaves) {
                PeerKey key = entry.getKey();
                PeerSet.Member member = entry.getValue().member;
                Peer peer = member.peer();
                peer.unjudge();
                round.left.add(departures.left(member, round.now));
                if (peer.drainDeadline() == Long.MAX_VALUE) {
                    Upstream now = round.upstreams.get(key.upstream());
                    Upstream of = now == null ? upstreams.get(key.upstream()) : now;
                    leave(of, peer, round);
                }
                remembered.put(key, peer, Duration.ofMillis(member.options().failTimeoutMillis()));
            }
            return leaves;
        });
    }

    private static void leave(@Nullable Upstream upstream, Peer peer, Round round) {
        long timeout = upstream == null ? 0 : upstream.options().health().drainTimeoutMillis();
        if (timeout > 0) {
            peer.drainUntil(round.now + timeout);
            round.leaving.add(peer);
        }
    }

    /** Limits how many may be out, and makes those of the new set out or in as it says. */
    private static List<Change> judge(Upstream upstream, PeerSet set, long now) {
        int usable = 0;
        for (int i = 0; i < set.size(); i++) {
            usable += set.member(i).options().isUsable() ? 1 : 0;
        }
        var health = upstream.options().health();
        upstream.cap().limit(usable, health.maxEjection(), !set.isSingle(), health.panic());
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            PeerSet.Member member = set.member(i);
            Peer peer = member.peer();
            add(changes, peer, peer.judge(upstream.cap(), member.options(), now));
            if (!health.check().isOn() && !peer.check().equals(CheckResult.UNKNOWN)) {
                add(changes, peer, peer.checked(CheckResult.UNKNOWN, member.options(), now));
            }
        }
        // The set has shrunk, or may lose fewer now: those at its end are the first to be in again.
        for (int i = set.size() - 1; i >= 0 && upstream.cap().isOver(); i--) {
            Peer peer = set.member(i).peer();
            add(changes, peer, peer.spare(now));
        }
        return changes;
    }

    private static void add(List<Change> changes, Peer peer, HealthChange change) {
        if (change != HealthChange.NONE) {
            changes.add(new Change(peer, change));
        }
    }

    /** What one round gathers. */
    private static final class Round {

        private final long number;
        private final long now;
        private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
        private final IdentityHashMap<Upstream, PeerSet> sets = new IdentityHashMap<>();
        private final IdentityHashMap<Upstream, PeerRow> rows = new IdentityHashMap<>();
        private final Set<Address> unresolved = new LinkedHashSet<>();
        private final List<Peer> leaving = new ArrayList<>();
        private final List<Departure> left = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();

        private Round(long number, long now) {
            this.number = number;
            this.now = now;
        }
    }
}
