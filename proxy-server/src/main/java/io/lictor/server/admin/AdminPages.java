package io.lictor.server.admin;

import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.engine.EngineView;
import io.lictor.engine.OverloadView;
import io.lictor.engine.RouteView;
import io.lictor.engine.UpstreamView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What each path of the admin server says. Without state of its own: any thread.
 *
 * <p>Each page is made from views taken at that moment.
 */
public final class AdminPages {

    private final Map<String, Supplier<Answer>> pages = new TreeMap<>(Comparator.naturalOrder());

    /**
     * The pages over these views.
     *
     * @param metrics the metrics in the Prometheus text format
     */
    public AdminPages(
            Supplier<EngineView> engine,
            Supplier<OverloadView> overload,
            Supplier<DiscoveryView> discovery,
            Supplier<String> metrics) {
        pages.putAll(Dashboard.pages());
        pages.put("/api/", this::index);
        pages.put("/health/live", () -> Answer.json(Answer.OK, new Live(true)));
        pages.put("/health/ready", () -> ready(discovery.get()));
        pages.put("/api/routes", () -> routes(engine.get()));
        pages.put("/api/upstreams", () -> upstreams(engine.get()));
        pages.put("/api/overload", () -> Answer.json(Answer.OK, overload.get()));
        pages.put("/api/discovery", () -> Answer.json(Answer.OK, discovery.get()));
        pages.put("/metrics", () -> new Answer(Answer.OK, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
    }

    /** The page at {@code path}; empty when there is none. */
    Optional<Supplier<Answer>> page(String path) {
        return Optional.ofNullable(pages.get(path));
    }

    private Answer index() {
        return Answer.text("Lictor\n\n" + String.join("\n", pages.keySet()) + "\n");
    }

    private static Answer ready(DiscoveryView view) {
        List<WatchView> missing = view.watches().stream()
                .filter(watch -> watch.needed() && watch.ageMillis() < 0)
                .toList();
        return Answer.json(view.ready() ? Answer.OK : Answer.UNAVAILABLE, new Ready(view.ready(), missing));
    }

    private static Answer routes(EngineView view) {
        return Answer.json(Answer.OK, new Routes(view.generation(), view.routes()));
    }

    private static Answer upstreams(EngineView view) {
        return Answer.json(Answer.OK, new Upstreams(view.generation(), view.upstreams()));
    }

    /** The body of {@code /health/live}. */
    record Live(boolean live) {}

    /**
     * The body of {@code /health/ready}.
     *
     * @param ready whether every watch that a route needs has answered
     * @param missing those that have not
     */
    record Ready(boolean ready, List<WatchView> missing) {}

    /** The body of {@code /api/routes}. */
    record Routes(long generation, List<RouteView> routes) {}

    /** The body of {@code /api/upstreams}. */
    record Upstreams(long generation, List<UpstreamView> upstreams) {}
}
