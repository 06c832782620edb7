package io.lictor.server.admin;

import io.lictor.discovery.DiscoveryView;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.engine.EngineView;
import io.lictor.engine.EngineView.LeavingView;
import io.lictor.engine.OverloadView;
import io.lictor.engine.RouteView;
import io.lictor.engine.UpstreamView;
import io.lictor.explain.Question;
import io.lictor.explain.Question.NotAQuestionException;
import io.lictor.server.explain.ExplainReport;
import io.lictor.server.lint.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What each path of the admin server says. Without state of its own: any thread.
 *
 * <p>Each page is made from views taken at that moment.
 */
public final class AdminPages {

    private final Map<String, Function<AdminQuery, Answer>> pages = new TreeMap<>(Comparator.naturalOrder());
    /** By path. */
    private final Map<String, Function<AdminQuery, Answer>> actions = new TreeMap<>(Comparator.naturalOrder());

    /**
     * The pages over these views.
     *
     * @param explain what would become of a request
     * @param findings what is to be said of the routes
     * @param metrics the metrics in the Prometheus text format
     */
    public AdminPages(
            Supplier<EngineView> engine,
            Supplier<OverloadView> overload,
            Supplier<DiscoveryView> discovery,
            Function<Question, ExplainReport> explain,
            Supplier<List<Finding>> findings,
            Supplier<String> metrics) {
        Dashboard.pages().forEach((path, page) -> pages.put(path, query -> page.get()));
        pages.put("/api/", query -> index());
        pages.put("/health/live", query -> Answer.json(Answer.OK, new Live(true)));
        pages.put("/health/ready", query -> ready(discovery.get()));
        pages.put("/api/routes", query -> routes(engine.get()));
        pages.put("/api/upstreams", query -> upstreams(engine.get()));
        pages.put("/api/overload", query -> Answer.json(Answer.OK, overload.get()));
        pages.put("/api/discovery", query -> Answer.json(Answer.OK, discovery.get()));
        pages.put("/api/explain", query -> explain(query, explain));
        pages.put("/api/lint", query -> Answer.json(Answer.OK, findings.get()));
        pages.put(
                "/metrics", query -> new Answer(Answer.OK, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
    }

    /**
     * The same, and {@code POST /api/discovery/release}, by which an operator says that instances which are held are really
     * gone.
     *
     * @param release lets go those of one service, or all; says how many
     */
    public AdminPages withRelease(Function<Optional<String>, CompletableFuture<Integer>> release) {
        actions.put("/api/discovery/release", new ReleaseAction(release));
        return this;
    }

    /** What a POST to {@code path} does; empty when there is nothing. */
    Optional<Function<AdminQuery, Answer>> action(String path) {
        return Optional.ofNullable(actions.get(path));
    }

    /** The page at {@code path}; empty when there is none. */
    Optional<Function<AdminQuery, Answer>> page(String path) {
        return Optional.ofNullable(pages.get(path));
    }

    private Answer index() {
        return Answer.text("Lictor\n\n" + String.join("\n", pages.keySet()) + "\n"
                + actions.keySet().stream().map(path -> "POST " + path + "\n").collect(Collectors.joining()));
    }

    private static Answer explain(AdminQuery query, Function<Question, ExplainReport> explain) {
        Optional<String> url = query.first("url");
        if (url.isEmpty()) {
            return Answer.error(Answer.BAD_REQUEST, "url: missing (expected: /api/explain?url=https://host/path)");
        }
        try {
            Question question = Question.of(query.first("method").orElse("GET"), url.get(), query.all("header"));
            return Answer.json(Answer.OK, explain.apply(question));
        } catch (NotAQuestionException e) {
            return Answer.error(Answer.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static Answer ready(DiscoveryView view) {
        List<WatchView> missing = view.watches().stream()
                .filter(watch -> watch.needed()
                        && watch.ageMillis() < 0
                        && !watch.state().equals("RESTORED"))
                .toList();
        return Answer.json(view.ready() ? Answer.OK : Answer.UNAVAILABLE, new Ready(view.ready(), missing));
    }

    private static Answer routes(EngineView view) {
        return Answer.json(Answer.OK, new Routes(view.generation(), view.routes()));
    }

    private static Answer upstreams(EngineView view) {
        return Answer.json(Answer.OK, new Upstreams(view.generation(), view.upstreams(), view.leaving()));
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
    record Upstreams(long generation, List<UpstreamView> upstreams, List<LeavingView> leaving) {}
}
