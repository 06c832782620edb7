package io.lictor.discovery;

import io.lictor.config.DesiredState;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.dialect.LictorDialect;
import io.lictor.discovery.testkit.Routes;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;

/** Discovery's decisions before registries that the test plays, in virtual time and on one thread. */
final class CoreRig {

    final FakeTicker ticker = new FakeTicker();
    final ScriptedRegistry registry = new ScriptedRegistry();
    final ScriptedRegistry remote = new ScriptedRegistry();
    final RecordingStore store = new RecordingStore();
    final List<DesiredState> told = new ArrayList<>();
    DiscoveryCore core;

    private final Queue<Runnable> mailbox = new ArrayDeque<>();

    CoreRig() {
        core = core(Routes.config(), List.of());
    }

    private DiscoveryCore core(DiscoveryConfig config, List<Source> sources) {
        return new DiscoveryCore(config, List.of(new LictorDialect()), List.of(), sources, store, ticker, mailbox::add);
    }

    /** Starts with one datacenter. */
    DiscoveryCore start(String... routes) {
        return start(Routes.config(routes));
    }

    /** Starts with the datacenters of this configuration: none, or dc1 and dc2. */
    DiscoveryCore start(DiscoveryConfig config) {
        core = core(
                config,
                config.datacenters().isEmpty()
                        ? List.of(Source.local(registry))
                        : List.of(new Source("dc1", registry), new Source("dc2", remote)));
        core.restore();
        core.open();
        told.add(core.first());
        return core;
    }

    /** Runs what is in the mailbox, and tells what is due. */
    void settle() {
        turn();
        // What was held for long enough is asked for again, and the answer is in the mailbox now.
        turn();
    }

    private void turn() {
        while (!mailbox.isEmpty()) {
            mailbox.remove().run();
        }
        core.poll().ifPresent(told::add);
    }

    void settleQuiet() {
        settle();
        ticker.advance(Duration.ofMillis(Quiescence.QUIET_MILLIS));
        settle();
    }

    DesiredState last() {
        return told.get(told.size() - 1);
    }

    String state(String watch) {
        return of(watch, WatchView::state);
    }

    String error(String watch) {
        return of(watch, WatchView::lastError);
    }

    private String of(String watch, Function<WatchView, String> what) {
        return core.watches().stream()
                .filter(w -> w.name().equals(watch))
                .map(what)
                .findFirst()
                .orElse("none");
    }

    static Instance instance(String service, int port, String... tags) {
        return instance("dc1", service, port, tags);
    }

    static Instance instance(String datacenter, String service, int port, String... tags) {
        return new Instance(
                new Instance.Id(datacenter, "n1", service + "-" + port),
                service,
                "10.0.0.1",
                port,
                List.of(tags),
                Map.of(),
                Status.PASSING,
                1,
                1,
                port);
    }

    static ServiceSnapshot all(Instance... instances) {
        return new ServiceSnapshot(List.of(instances), Set.of(), true, true);
    }
}
