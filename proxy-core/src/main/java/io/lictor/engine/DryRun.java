package io.lictor.engine;

import io.lictor.balance.Balancers;
import io.lictor.clock.Ticker;
import io.lictor.config.DesiredState;
import io.lictor.explain.Explainer;
import io.lictor.explain.Explanation;
import io.lictor.explain.Question;
import io.lictor.rewrite.Via;
import io.lictor.route.Generation;
import io.lictor.route.Route;
import io.lictor.route.RouteTable;
import io.lictor.upstream.PeerReconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an engine would make of a desired state, without sockets or loops: its peers have no history, and those with host
 * names are left out. Without state: any thread.
 */
public final class DryRun {

    private DryRun() {}

    /**
     * What would become of a request.
     *
     * @param state whose routes lead to its own upstreams
     */
    public static Explanation explain(DesiredState state, Question question) {
        Ticker ticker = Ticker.system();
        PeerReconciler.Result result = new PeerReconciler(1, new Balancers(), ticker).reconcile(state.upstreams());
        Via via = Via.random();
        List<Route> routes = new ArrayList<>();
        for (DesiredState.BoundRoute bound : state.routes()) {
            routes.add(Route.of(
                    bound.spec(), Objects.requireNonNull(result.upstreams().get(bound.upstream())), via));
        }
        Generation generation = new Generation(1, RouteTable.of(routes), result.peers());
        return Explainer.explain(generation, question, ticker.millis());
    }
}
