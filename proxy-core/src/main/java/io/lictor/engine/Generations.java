package io.lictor.engine;

import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.UpstreamSpec;
import io.lictor.names.NamedPeers;
import io.lictor.names.Names;
import io.lictor.rewrite.Via;
import io.lictor.route.Generation;
import io.lictor.route.Route;
import io.lictor.route.RouteTable;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.PeerReconciler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The current generation, and how the next one is made. Reading is one volatile read, on any thread; applying is done by
 * one thread at a time, and again when a name has other addresses.
 */
final class Generations implements Supplier<Generation> {

    private final PeerReconciler reconciler;
    private final Names names;
    private final TlsContexts tls;
    private final Filters filters;
    private final Consumer<PeerReconciler.Result> onApplied;
    private final Via via = Via.random();
    private DesiredState told = DesiredState.EMPTY;
    private volatile Generation current = Generation.empty();

    /**
     * Starts with nothing.
     *
     * @param resolver {@code resolver}: who is asked for names; empty for the system's servers
     * @param tls gets to know the files of peers before they are asked
     * @param filters those that routes may name
     * @param onApplied told what has become of peers, after the new generation is the current one
     */
    Generations(
            PeerReconciler reconciler,
            Optional<InetSocketAddress> resolver,
            Ticker ticker,
            TlsContexts tls,
            Filters filters,
            Consumer<PeerReconciler.Result> onApplied) {
        this.reconciler = reconciler;
        this.names = new Names(resolver, ticker, this::namesChanged);
        this.tls = tls;
        this.filters = filters;
        this.onApplied = onApplied;
    }

    @Override
    public Generation get() {
        return current;
    }

    /**
     * Makes {@code state} the current generation, with what is known of its names.
     *
     * @return peers that were left out because their host names are not resolved
     * @throws IllegalArgumentException when a route leads to an upstream that is not in the state, or a file of it cannot be
     *     read
     */
    synchronized Set<Address> apply(DesiredState state) {
        check(state);
        state.routes().forEach(this::checkFilters);
        loadFiles(state);
        told = state;
        names.want(NamedPeers.hosts(state));
        return reconcile();
    }

    /** The same, when every name has been asked for: whoever starts waits, at most half a minute. */
    Set<Address> applyResolved(DesiredState state) {
        Set<String> hosts = NamedPeers.hosts(state);
        names.want(hosts);
        names.await(hosts);
        return apply(state);
    }

    void close() {
        names.close();
    }

    /** On the thread of the names. */
    private synchronized void namesChanged() {
        reconcile();
    }

    private Set<Address> reconcile() {
        DesiredState state = NamedPeers.resolved(told, names::addresses);
        PeerReconciler.Result result = reconciler.reconcile(state.upstreams());
        List<Route> routes = new ArrayList<>();
        for (DesiredState.BoundRoute bound : state.routes()) {
            routes.add(Route.of(
                    bound.spec(),
                    Objects.requireNonNull(result.upstreams().get(bound.upstream())),
                    via,
                    filters.chains(bound.spec().options().filters())));
        }
        current = new Generation(current.number() + 1, RouteTable.of(routes), result.peers(), result.departing());
        onApplied.accept(result);
        return result.unresolved();
    }

    private void checkFilters(DesiredState.BoundRoute bound) {
        try {
            filters.check(bound.spec().options().filters());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("route " + bound.spec().key() + ": " + e.getMessage(), e);
        }
    }

    private void loadFiles(DesiredState state) {
        for (UpstreamSpec upstream : state.upstreams()) {
            try {
                tls.load(upstream.options().tls());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("upstream " + upstream.name() + ": " + e.getMessage(), e);
            }
        }
    }

    private static void check(DesiredState state) {
        Set<String> names = new HashSet<>();
        state.upstreams().forEach(upstream -> names.add(upstream.name()));
        for (DesiredState.BoundRoute bound : state.routes()) {
            if (!names.contains(bound.upstream())) {
                throw new IllegalArgumentException("route " + bound.spec().key() + ": upstream \"" + bound.upstream()
                        + "\" (expected: one of the state's upstreams)");
            }
        }
    }
}
