package io.lictor.server.app;

import io.lictor.config.DesiredState;
import io.lictor.discovery.Discovery;
import io.lictor.discovery.Discovery.Survey;
import io.lictor.discovery.DiscoveryView;
import io.lictor.engine.DryRun;
import io.lictor.engine.EngineView;
import io.lictor.engine.Lictor;
import io.lictor.engine.OverloadView;
import io.lictor.explain.Question;
import io.lictor.server.explain.ExplainReport;
import io.lictor.server.lint.Finding;
import io.lictor.server.lint.Lint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The views of engine and discovery, for parts that are made before these are.
 *
 * <p>Any thread. Owns nothing. Empty, and not ready, until {@link #show}.
 */
final class Views {

    private volatile @Nullable Running running;
    private volatile boolean draining;

    void show(Lictor engine, Discovery discovery) {
        running = new Running(engine, discovery);
    }

    /** From now on it is not ready: whoever sends clients here should stop. */
    void drain() {
        draining = true;
    }

    EngineView engine() {
        Running now = running;
        return now == null ? new EngineView(0, List.of(), List.of()) : now.engine.view();
    }

    OverloadView overload() {
        Running now = running;
        return now == null ? OverloadView.NONE : now.engine.overload();
    }

    DiscoveryView discovery() {
        Running now = running;
        if (now == null) {
            return new DiscoveryView(false, List.of(), List.of());
        }
        DiscoveryView view = now.discovery.view();
        return draining ? view.notReady() : view;
    }

    /** What would become of a request. */
    ExplainReport explain(Question question) {
        Running now = running;
        return now == null
                ? ExplainReport.of(
                        DryRun.explain(DesiredState.EMPTY, question),
                        DesiredState.EMPTY,
                        route -> List.of(),
                        List.of(),
                        true)
                : ExplainReport.of(
                        now.engine.explain(question),
                        now.discovery.state(),
                        now.discovery::instances,
                        now.discovery.view().problems(),
                        true);
    }

    /** What is to be said of the routes as they stand. */
    List<Finding> findings() {
        Running now = running;
        if (now == null) {
            return List.of();
        }
        // An error of the page where discovery does not answer: fewer findings would look like fewer faults.
        Survey survey = now.discovery.survey().join();
        // What checks an instance has is not kept: only lint itself asks for that.
        return Lint.ofRegistry(
                now.discovery.state(),
                now.discovery.view().problems(),
                survey.catalog(),
                survey.idleDefaults(),
                List.of());
    }

    /** Lets go what discovery holds for a service, or for all; fails while nothing runs. */
    CompletableFuture<Integer> release(Optional<String> service) {
        Running now = running;
        return now == null
                ? CompletableFuture.failedFuture(new IllegalStateException("not started"))
                : now.discovery.release(service);
    }

    /** Both, once both run. */
    private record Running(Lictor engine, Discovery discovery) {}
}
