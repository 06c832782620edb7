package io.lictor.engine;

import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.rewrite.Via;
import io.lictor.route.Generation;
import io.lictor.route.Route;
import io.lictor.route.RouteTable;
import io.lictor.upstream.Endpoint;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The current generation, and how the next one is made. Reading is one volatile read, on any thread; applying is done by
 * one thread at a time.
 */
final class Generations implements Supplier<Generation> {

    private final PeerReconciler reconciler;
    private final Consumer<List<Endpoint>> onApplied;
    private final Via via = Via.random();
    private volatile Generation current = Generation.empty();

    /**
     * Starts with nothing.
     *
     * @param onApplied told of each new generation, after it is the current one: the endpoints that it does not list any more
     */
    Generations(PeerReconciler reconciler, Consumer<List<Endpoint>> onApplied) {
        this.reconciler = reconciler;
        this.onApplied = onApplied;
    }

    @Override
    public Generation get() {
        return current;
    }

    /**
     * Makes {@code state} the current generation.
     *
     * @return peers that were left out because their host names could not be resolved
     * @throws IllegalArgumentException when a route leads to an upstream that is not in the state
     */
    synchronized Set<Address> apply(DesiredState state) {
        PeerReconciler.Result result = reconciler.reconcile(state.upstreams());
        List<Route> routes = new ArrayList<>();
        for (DesiredState.BoundRoute bound : state.routes()) {
            Upstream upstream = result.upstreams().get(bound.upstream());
            if (upstream == null) {
                throw new IllegalArgumentException("route " + bound.spec().key() + ": upstream \"" + bound.upstream()
                        + "\" (expected: one of the state's upstreams)");
            }
            routes.add(Route.of(bound.spec(), upstream, via));
        }
        current = new Generation(current.number() + 1, RouteTable.of(routes), result.peers());
        onApplied.accept(result.retired());
        return result.unresolved();
    }
}
