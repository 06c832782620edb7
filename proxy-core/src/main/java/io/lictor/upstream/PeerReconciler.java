package io.lictor.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.Balance;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * <p>Confined to one thread at a time, never an event loop: it may resolve names.
 */
public final class PeerReconciler {

    /*
     * A peer that left is kept for its fail_timeout: when its instance restarts and registers again at the same address,
     * its failures still count. The memory of it is bounded in number and in time.
     */

    private static final int MOST_REMEMBERED = 10_000;

    private record PeerKey(String upstream, Address address) {}

    /** A peer that left and for how long it is remembered. */
    private record Retired(Peer peer, Duration keep) {}

    /**
     * What is, after reconciling.
     *
     * @param upstreams each upstream that should be, by name, in the order of the desired state
     * @param peers the set of each of them
     * @param retired endpoints that no upstream lists any more
     * @param unresolved peers that were left out because their host names could not be resolved
     */
    public record Result(
            Map<String, Upstream> upstreams,
            IdentityHashMap<Upstream, PeerSet> peers,
            List<Endpoint> retired,
            Set<Address> unresolved) {}

    private final int loops;
    private final Balancer.Factory balancers;
    private final Ticker ticker;
    private final Cache<PeerKey, Retired> remembered;
    private Map<String, Upstream> upstreams = Map.of();
    private IdentityHashMap<Upstream, PeerSet> sets = new IdentityHashMap<>();
    private Map<PeerKey, PeerSet.Member> members = Map.of();
    private final Map<Address, Endpoint> endpoints = new HashMap<>();

    /** One that balances every upstream alike, whatever its options say: {@code balancers} makes those of each loop. */
    public PeerReconciler(int loops, IntFunction<Balancer> balancers, Ticker ticker) {
        this(loops, (balance, loop) -> balancers.apply(loop), ticker);
    }

    public PeerReconciler(int loops, Balancer.Factory balancers, Ticker ticker) {
        this.loops = loops;
        this.balancers = balancers;
        this.ticker = ticker;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .expireAfter(Expiry.<PeerKey, Retired>creating((key, retired) -> retired.keep()))
                .build();
    }

    /** Reconciles. A peer whose name cannot be resolved is left out, and stops nothing else; it is tried again next time. */
    public Result reconcile(List<UpstreamSpec> desired) {
        Set<Address> unresolved = resolveNew(desired);
        Map<String, Upstream> newUpstreams = new LinkedHashMap<>();
        Map<PeerKey, PeerSet.Member> newMembers = new LinkedHashMap<>();
        IdentityHashMap<Upstream, PeerSet> newSets = new IdentityHashMap<>();
        Set<Address> used = new HashSet<>();
        for (UpstreamSpec spec : desired) {
            Upstream upstream = upstreams.get(spec.name());
            if (upstream == null) {
                upstream = new Upstream(spec.name(), spec.options(), loops, balancers);
            }
            Balance balanceBefore = upstream.options().balance();
            PeerSet before = sets.get(upstream);
            upstream.options(spec.options());
            newUpstreams.put(spec.name(), upstream);
            List<PeerSet.Member> set = new ArrayList<>();
            for (PeerSpec peerSpec : spec.peers()) {
                if (unresolved.contains(peerSpec.address())) {
                    continue;
                }
                PeerKey key = new PeerKey(spec.name(), peerSpec.address());
                PeerSet.Member member = new PeerSet.Member(peer(key), peerSpec.options(), peerSpec.instances());
                if (before != null && before.size() > 0 && isAvailableAnew(key, peerSpec)) {
                    member.peer().becameAvailable(ticker.millis());
                }
                newMembers.put(key, member);
                set.add(member);
                used.add(peerSpec.address());
            }
            boolean sameMethod = balanceBefore.equals(spec.options().balance());
            newSets.put(upstream, set(spec.options().balance(), set, sameMethod ? before : null));
        }
        remember(newMembers);
        upstreams = newUpstreams;
        members = newMembers;
        sets = newSets;
        return new Result(newUpstreams, newSets, retire(used), unresolved);
    }

    /** The set before, when nothing has changed: so nobody has to look at it again. */
    private PeerSet set(Balance balance, List<PeerSet.Member> newMembers, @Nullable PeerSet before) {
        if (before != null && before.holds(newMembers)) {
            return before;
        }
        return new PeerSet(newMembers, balancers.index(balance, newMembers, before == null ? null : before.index()));
    }

    /** Whether a peer of an upstream that had others could not be used before: its share begins small. */
    private boolean isAvailableAnew(PeerKey key, PeerSpec spec) {
        PeerSet.Member known = members.get(key);
        return spec.options().isUsable() && (known == null || !known.options().isUsable());
    }

    private Peer peer(PeerKey key) {
        PeerSet.Member known = members.get(key);
        if (known != null) {
            return known.peer();
        }
        Endpoint endpoint = endpoint(key.address());
        Retired retired = remembered.asMap().remove(key);
        // A remembered peer whose endpoint was made anew would keep connections apart: take its history only if the
        // same.
        return retired != null && retired.peer().endpoint() == endpoint
                ? retired.peer()
                : new Peer(key.upstream(), endpoint);
    }

    private void remember(Map<PeerKey, PeerSet.Member> newMembers) {
        members.forEach((key, member) -> {
            if (!newMembers.containsKey(key)) {
                Duration keep = Duration.ofMillis(member.options().failTimeoutMillis());
                remembered.put(key, new Retired(member.peer(), keep));
            }
        });
    }

    private Endpoint endpoint(Address address) {
        Endpoint endpoint = endpoints.get(address);
        if (endpoint == null) {
            throw new IllegalStateException("not resolved: " + address);
        }
        endpoint.retired(false);
        return endpoint;
    }

    /** Resolves addresses not known yet; tells those that cannot be. */
    private Set<Address> resolveNew(List<UpstreamSpec> desired) {
        Set<Address> unresolved = new LinkedHashSet<>();
        for (UpstreamSpec spec : desired) {
            for (PeerSpec peer : spec.peers()) {
                Address address = peer.address();
                if (!endpoints.containsKey(address) && !unresolved.contains(address)) {
                    try {
                        InetAddress ip = InetAddress.getByName(address.host());
                        endpoints.put(address, new Endpoint(address, new InetSocketAddress(ip, address.port()), loops));
                    } catch (UnknownHostException e) {
                        unresolved.add(address);
                    }
                }
            }
        }
        return unresolved;
    }

    /** Retires what is not used; forgets an endpoint when no remembered peer needs it any more. */
    private List<Endpoint> retire(Set<Address> used) {
        Set<Endpoint> needed = new HashSet<>();
        remembered.asMap().values().forEach(r -> needed.add(r.peer().endpoint()));
        List<Endpoint> retired = new ArrayList<>();
        endpoints.values().removeIf(endpoint -> {
            if (used.contains(endpoint.address())) {
                return false;
            }
            if (!endpoint.isRetired()) {
                endpoint.retired(true);
                retired.add(endpoint);
            }
            return !needed.contains(endpoint);
        });
        return retired;
    }
}
