package io.lictor.discovery;

import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.Tier;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the peers of one upstream from instances: those that take requests, one an address.
 *
 * <p>Used by the discovery thread, once, and by itself: the memory's index is one. Owns what it gathers.
 */
final class Peers {

    /** The weight that a route has which says nothing of it, where it does say so. */
    private static final String WEIGHT_1 = "weight=1";

    private final List<PeerSpec> peers = new ArrayList<>();
    private final List<Integer> shares = new ArrayList<>();
    private final AddressIndex addresses;
    private final DiscoveryConfig config;
    private final PeerMemory memory;
    private final List<Problem> problems;

    /**
     * @param memory has the peers of instances that did not change
     * @param problems takes what could not be used
     */
    Peers(DiscoveryConfig config, PeerMemory memory, List<Problem> problems) {
        this.config = config;
        this.memory = memory;
        this.addresses = memory.addresses();
        this.problems = problems;
    }

    /**
     * Adds an instance if it takes requests. Several at one address are one peer: the options of the first one count whose
     * turn comes first. One of another datacenter is a backup, and one that the registry does not list any more comes behind
     * those like it that are listed.
     */
    void add(Instance instance, RouteSpec route) {
        add(instance, instance.port(), route);
    }

    /**
     * The same, of an instance that serves at another port than it is registered with.
     *
     * @param route with the options of the peer, and the share of requests that it asks for, if any
     */
    void add(Instance instance, int port, RouteSpec route) {
        PeerOptions options = route.peerOptions();
        int share = route.share();
        String meta = instance.meta().getOrDefault(Instance.META_WEIGHT, "");
        if (!meta.isEmpty() && Instance.weightIn(instance.meta()).isEmpty()) {
            problems.add(Problem.of(
                    instance,
                    "Meta " + Instance.META_WEIGHT + " of " + instance.label(),
                    "\"" + meta + "\" (expected: 0 to " + Instance.MOST_WEIGHT
                            + "; the registry's own weight counts)"));
        }
        int weight = instance.weight();
        if (weight == 0 || !hasAddress(instance, port)) {
            return;
        }
        // A weight that somebody wrote on the route is meant; else the registry's own weight is.
        PeerOptions weighted =
                options.weight() == 1 && weight > 1 && !route.words().contains(WEIGHT_1)
                        ? options.withWeight(Math.min(weight, Instance.MOST_WEIGHT))
                        : options;
        int tier = tier(instance, options.tier());
        if (tier != weighted.tier()) {
            weighted = weighted.withTier(tier);
        }
        PeerSpec peer = memory.peer(instance, port, weighted);
        int position = addresses.find(peer.address(), peers);
        if (position == AddressIndex.NONE) {
            peers.add(peer);
            shares.add(share);
            addresses.add(peers);
            return;
        }
        PeerSpec earlier = peers.get(position);
        List<String> instances = new ArrayList<>(earlier.instances());
        instances.addAll(peer.instances());
        boolean isEarlier = peer.options().tier() < earlier.options().tier();
        peers.set(position, new PeerSpec(peer.address(), (isEarlier ? peer : earlier).options(), instances));
    }

    private int tier(Instance instance, int written) {
        int distance = config.distance(instance);
        int tier = distance > 0 ? Tier.far(distance) : written;
        return instance.status() == Instance.Status.MISSING ? Tier.held(tier) : tier;
    }

    /** The peers, those that asked for a share with the weight that gives it; who gets nothing is {@code down}. */
    List<PeerSpec> toList() {
        if (shares.stream().allMatch(share -> share == 0)) {
            return List.copyOf(peers);
        }
        List<Shares.Wish> wishes = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            wishes.add(new Shares.Wish(shares.get(i), peers.get(i).options().weight()));
        }
        int[] weights = Shares.weights(wishes);
        List<PeerSpec> weighted = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            PeerSpec peer = peers.get(i);
            PeerOptions options = weights[i] == 0
                    ? peer.options().withDown(true)
                    : peer.options().withWeight(weights[i]);
            weighted.add(new PeerSpec(peer.address(), options, peer.instances()));
        }
        return weighted;
    }

    private boolean hasAddress(Instance instance, int port) {
        if (instance.address().isEmpty()) {
            return unusable(instance, "no address (expected: one of the service or of its node)");
        }
        if (port < 1 || port > 65_535) {
            return unusable(instance, "port: " + port + " (expected: 1 to 65535)");
        }
        return true;
    }

    private boolean unusable(Instance instance, String message) {
        problems.add(Problem.of(instance, "instance " + instance.id() + " of " + instance.service(), message));
        return false;
    }
}
