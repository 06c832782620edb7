package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.config.DesiredState;
import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a registry and says, at each change, which routes and upstreams there should be.
 *
 * <p>Has one daemon thread, {@code lictor-discovery}: what the registry says is put into its mailbox, and it alone decides
 * and tells. Owns its watches, not the registry, which whoever made it closes.
 */
public final class Discovery implements AutoCloseable {

    /** What {@link #view()} is made of; the watches carry the moment of their last answer in place of its age. */
    private record Report(
            boolean ready,
            List<WatchView> watches,
            List<Problem> problems,
            List<DatacenterView> datacenters,
            LatencyView latency,
            DesiredState state,
            Map<String, List<Instance>> instances) {}

    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final long ANSWER_SECONDS = 5;
    private static final long STOP_MILLIS = 1_000;

    /** What a registry says at once is known before the first desired state: the catalogue, keys, their services. */
    private static final int FIRST_TURNS = 16;

    private final Mailbox mailbox = new Mailbox();
    private final Ticker ticker;
    private final DiscoveryCore core;
    private final StateStore store;
    private Consumer<DesiredState> sink = state -> {};
    private volatile Report report =
            new Report(false, List.of(), List.of(), List.of(), LatencyView.NOTHING, DesiredState.EMPTY, Map.of());
    private final RouteInstances instances;
    private volatile boolean closed;
    private final ProblemLog problems;
    private boolean wasReady;
    private DesiredState told = DesiredState.EMPTY;
    private @Nullable Thread thread;

    private Discovery(DiscoveryConfig config, List<Source> sources, StateStore store, Ticker ticker) {
        // Counted from here, so that no moment is negative: the system's ticker may start anywhere.
        long origin = ticker.nanos();
        this.ticker = () -> ticker.nanos() - origin;
        this.problems = new ProblemLog(this.ticker);
        this.store = store;
        List<Dialect> dialects = Extensions.dialects(config.policy());
        this.core = new DiscoveryCore(config, dialects, Extensions.commands(), sources, store, this.ticker, mailbox);
        this.instances = new RouteInstances(config.tags(), dialects);
        core.restore();
    }

    /**
     * What should be before the registry has said anything: the routes given by flags, those with fixed addresses with
     * their peers. To start an engine with, so that no request comes before its route.
     */
    public static DesiredState initial(DiscoveryConfig config) {
        return new Composer(config, Extensions.dialects(config.policy()), Extensions.commands())
                .compose(new TreeMap<>(), OperatorKeys.NONE)
                .state();
    }

    /**
     * Reads what was known at the last run, and watches nothing yet: {@link #initial} says what should be by that, and
     * {@link #watch} goes on from there.
     *
     * @param sources one a datacenter, the local one first, as the configuration has them; none where there is no registry
     * @param store what was known at the last run, and where to keep it for the next; closed by whoever made it
     */
    public static Discovery prepare(DiscoveryConfig config, List<Source> sources, StateStore store) {
        return new Discovery(config, sources, store, Ticker.system());
    }

    /** What should be before the registry has said anything; before {@link #watch}. */
    public DesiredState initial() {
        return core.first();
    }

    /**
     * Starts to watch, once. Returns at once; a registry that does not answer is asked again for ever.
     *
     * @param receiver told each new desired state, by one thread at a time; the routes given by flags are told before this
     *     returns, with the peers known by then
     */
    public void watch(Consumer<DesiredState> receiver) {
        sink = receiver;
        begin();
    }

    /** Prepares with one registry, and nothing kept, and starts to watch. */
    public static Discovery start(DiscoveryConfig config, Registry registry, Consumer<DesiredState> sink) {
        Discovery discovery = prepare(config, List.of(Source.local(registry)), StateStore.NONE);
        discovery.watch(sink);
        return discovery;
    }

    private void begin() {
        core.open();
        for (int turns = 0; turns < FIRST_TURNS && mailbox.turn(); turns++) {
            // Whatever was answered may have led to another question.
        }
        tell(core.first());
        publishReport();
        Thread runner = new Thread(this::run, "lictor-discovery");
        runner.setDaemon(true);
        thread = runner;
        runner.start();
    }

    private void run() {
        while (!closed) {
            try {
                long wait = core.nextDeadline() - ticker.millis();
                Runnable first = mailbox.await(Math.min(wait, STOP_MILLIS));
                long begin = ticker.nanos();
                mailbox.turn(first);
                if (!closed) {
                    core.poll().ifPresent(this::tell);
                    publishReport();
                }
                TimeUnit.MILLISECONDS.sleep(Pace.restMillis(ticker.nanos() - begin));
            } catch (InterruptedException e) {
                // Only close() interrupts, and it has set its flag.
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException e) {
                log.error("discovery failed at an event; what it knew stands", e);
            }
        }
        core.close();
    }

    private void tell(DesiredState state) {
        told = state;
        log.info(
                "desired_state routes={} upstreams={} peers={}",
                state.routes().size(),
                state.upstreams().size(),
                state.upstreams().stream().mapToInt(u -> u.peers().size()).sum());
        try {
            sink.accept(state);
        } catch (RuntimeException e) {
            log.error("the receiver of the desired state failed", e);
        }
        core.taken();
    }

    private void publishReport() {
        // Once the whole picture was had it is never lost again: a service found later does not take readiness back.
        wasReady |= core.isReady();
        report = new Report(
                wasReady, core.watches(), core.problems(), core.datacenters(), core.latency(), told, core.instances());
        problems.tell(core.problems());
    }

    /** What is known now. Any thread. */
    public DiscoveryView view() {
        Report shown = report;
        long now = ticker.millis();
        List<WatchView> watches = shown.watches().stream()
                .map(w -> new WatchView(
                        w.name(), w.state(), w.needed(), w.instances(), age(w.ageMillis(), now), w.lastError()))
                .toList();
        List<DatacenterView> datacenters = shown.datacenters().stream()
                .map(d -> d.aged(age(d.ageMillis(), now), store.ageMillis(d.name())))
                .toList();
        return new DiscoveryView(shown.ready(), watches, shown.problems(), datacenters, shown.latency());
    }

    private static long age(long moment, long now) {
        return moment < 0 ? -1 : Math.max(0, now - moment);
    }

    /**
     * Lets go what is held for a service, or for all: somebody says that what is missing from the registry's answers is
     * really gone. Any thread.
     *
     * @param service its name; empty for all
     * @return how many instances that were, once it is done; fails when this is closed before
     */
    public CompletableFuture<Integer> release(Optional<String> service) {
        return ask(() -> core.release(service));
    }

    /**
     * What else there is in the registry.
     *
     * @param catalog all services, also those that declare nothing, and the tags that any of their instances bears
     * @param idleDefaults the keys with defaults for a service that no route leads to
     */
    public record Survey(Map<String, Set<String>> catalog, List<String> idleDefaults) {}

    /** Looks at all of the registry that is known. Any thread; fails when this is closed before, or takes too long. */
    public CompletableFuture<Survey> survey() {
        return ask(() -> new Survey(core.catalog(), core.idleDefaults()));
    }

    /** Has the discovery thread answer. */
    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        mailbox.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        if (closed) {
            answer.completeExceptionally(new IllegalStateException("closed"));
        }
        // One that waits in the mailbox when this is closed is never answered.
        return answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    /** What was told last: the routes and upstreams there should be. Any thread. */
    public DesiredState state() {
        return report.state();
    }

    /** The instances that {@code route} could lead to, and why some are not among its peers. Any thread. */
    public List<InstanceView> instances(RouteSpec route) {
        return instances.of(route, report.instances());
    }

    /** Stops watching, within a second. The last desired state stands. */
    @Override
    public void close() {
        closed = true;
        Thread runner = thread;
        if (runner == null || runner == Thread.currentThread()) {
            return;
        }
        mailbox.execute(() -> {});
        try {
            runner.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
