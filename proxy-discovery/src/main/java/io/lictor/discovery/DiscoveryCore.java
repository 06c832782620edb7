package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.config.DesiredState;
import io.lictor.discovery.Composer.Composition;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * All decisions of discovery, without a thread of their own: told what the registries say and asked what should be.
 *
 * <p>Confined to one thread, the one that runs what is handed to the mailbox. Owns the watches.
 */
final class DiscoveryCore {

    private static final long NEVER = Long.MAX_VALUE;

    private final Ticker ticker;
    private final Composer composer;
    private final Interest interest;
    private final StateStore store;
    private final Quiescence quiescence = new Quiescence();
    /** One a datacenter, the local one first. */
    private final List<DatacenterWatch> datacenters = new ArrayList<>();

    /** Those of the local datacenter only. */
    private final WatchedKeys keys;

    private final Optional<String> keyPrefix;

    private final Optional<Registry> registry;
    private final Executor mailbox;

    private final Additions additions = new Additions();
    private final ApplyLatency latency = new ApplyLatency();

    private Composition composition = new Composition(DesiredState.EMPTY, List.of());
    private DesiredState told = DesiredState.EMPTY;
    private boolean composed;
    private boolean savedNameless;
    /** When the answer came that said what keys say, if that is not in effect yet. */
    private long keysAnsweredAt = NEVER;

    /**
     * @param sources one a datacenter, the local one first; none where there is no registry
     * @param store keeps what is known for the next start; closed by whoever made it
     * @param mailbox hands work from the registries' threads to the one this is confined to, in order
     */
    DiscoveryCore(
            DiscoveryConfig config,
            List<Dialect> dialects,
            List<KeyCommands> commands,
            List<Source> sources,
            StateStore store,
            Ticker ticker,
            Executor mailbox) {
        this.ticker = ticker;
        this.store = store;
        this.mailbox = mailbox;
        this.composer = new Composer(config, dialects, commands);
        // Without a registry nobody has keys.
        DiscoveryPolicy policy = sources.isEmpty()
                ? config.policy().withKeys(Optional.empty()).withFabioKeys(Optional.empty())
                : config.policy();
        this.keyPrefix = policy.keys();
        this.keys = new WatchedKeys(policy, ticker);
        this.interest = new Interest(config, dialects, keys);
        for (Source source : sources) {
            datacenters.add(
                    new DatacenterWatch(source, datacenters.isEmpty(), config, interest, ticker, mailbox, latency));
        }
        registry = sources.stream().findFirst().map(Source::registry);
    }

    /** Takes in what was kept; before {@link #open}. */
    void restore() {
        for (DatacenterWatch datacenter : datacenters) {
            boolean local = datacenter == datacenters.get(0);
            store.load(datacenter.name()).ifPresent(saved -> {
                if (local) {
                    savedNameless = saved.datacenter().isEmpty();
                    // First: its routes say which services matter.
                    keys.restore(saved);
                }
                datacenter.restore(saved);
            });
        }
    }

    private Registry.Receiver<KeysSnapshot> receiver(KeysWatch watch) {
        return new Registry.Receiver<>() {
            @Override
            public void answered(KeysSnapshot snapshot) {
                long at = ticker.millis();
                mailbox.execute(() -> {
                    if (watch.answered(snapshot)) {
                        keysAnsweredAt = Math.min(keysAnsweredAt, at);
                        keysChanged();
                    }
                });
            }

            @Override
            public void failed(Registry.Fault fault) {
                mailbox.execute(() -> watch.failed(fault));
            }
        };
    }

    /** Other routes may lead to other services. */
    private void keysChanged() {
        if (!keys.read()) {
            keysAnsweredAt = NEVER;
        }
        datacenters.forEach(DatacenterWatch::lookAnew);
    }

    /** Opens the first watches. */
    void open() {
        datacenters.forEach(DatacenterWatch::open);
        registry.ifPresent(local -> keys.open((watch, prefix) -> local.watchKeys(prefix, receiver(watch))));
    }

    /** What is to be told at the start, whether or not anything is known of the registry yet. */
    DesiredState first() {
        refresh();
        quiescence.settle();
        told = composition.state();
        return told;
    }

    /** What is to be told now, if anything. */
    Optional<DesiredState> poll() {
        refresh();
        if (quiescence.due() > ticker.millis()) {
            return Optional.empty();
        }
        quiescence.settle();
        told = composition.state();
        return Optional.of(told);
    }

    /** What was last told was taken in. */
    void taken() {
        latency.told(ticker.millis());
    }

    /** How long what the registry says takes until it is taken in. */
    LatencyView latency() {
        return latency.measured();
    }

    /** When {@link #poll} may have something to do, in the ticker's milliseconds; the greatest long for never. */
    long nextDeadline() {
        long deadline = Math.min(quiescence.due(), keys.nextDeadline());
        for (DatacenterWatch datacenter : datacenters) {
            deadline = Math.min(deadline, datacenter.nextDeadline());
        }
        return deadline;
    }

    /** Whether every watch that a route needs has answered, and its answer was told. */
    boolean isReady() {
        return datacenters.stream().allMatch(DatacenterWatch::isReady)
                && (keys.areKnown() || !interest.needsCatalog())
                && told.equals(composition.state());
    }

    /** The watches as they are to be shown, but with the moment of the last answer in place of its age. */
    List<WatchView> watches() {
        List<WatchView> views = new ArrayList<>();
        keys.addViews(interest.needsCatalog(), views);
        datacenters.forEach(datacenter -> views.addAll(datacenter.views()));
        return views;
    }

    /** The datacenters as they are to be shown, but with the moment of the last answer in place of its age. */
    List<DatacenterView> datacenters() {
        return datacenters.stream()
                .map(datacenter ->
                        datacenter.view(datacenter == datacenters.get(0) ? Optional.of(keys) : Optional.empty()))
                .toList();
    }

    /** The watches that the registry refuses and that are done without. */
    List<WatchView> refused() {
        return keys.refused();
    }

    /** The keys with defaults for the routes of a service to which no route leads. */
    List<String> idleDefaults() {
        Set<String> idle = new TreeSet<>(keys.current().serviceDefaults().keySet());
        composition
                .state()
                .routes()
                .forEach(route -> OperatorKeys.service(route.spec()).ifPresent(idle::remove));
        return keyPrefix.stream()
                .flatMap(prefix -> idle.stream().map(service -> KeyedRoutes.defaultsKey(prefix, service)))
                .toList();
    }

    List<Problem> problems() {
        return composition.problems();
    }

    /**
     * Lets go what is held for a service, or for all, and then keys, too: somebody says that it is really gone. Returns how
     * many instances and keys that were.
     */
    int release(Optional<String> service) {
        int instances = datacenters.stream()
                .mapToInt(datacenter -> datacenter.release(service))
                .sum();
        int released = service.isEmpty() ? keys.release() : 0;
        if (released > 0) {
            keysChanged();
        }
        return instances + released;
    }

    /** The services that the catalogues last told of, and their tags. */
    Map<String, Set<String>> catalog() {
        Map<String, Set<String>> catalog = new TreeMap<>();
        for (DatacenterWatch datacenter : datacenters) {
            datacenter
                    .catalog()
                    .forEach((name, tags) ->
                            catalog.computeIfAbsent(name, n -> new HashSet<>()).addAll(tags));
        }
        return catalog;
    }

    void close() {
        keys.close();
        datacenters.forEach(DatacenterWatch::close);
    }

    private void refresh() {
        if (keys.expire()) {
            keysChanged();
        }
        boolean changed = !composed;
        boolean keysChanged = false;
        if (keys.adopt(datacenters.stream().allMatch(DatacenterWatch::knowsAll))) {
            changed = true;
            keysChanged = true;
            if (keysAnsweredAt != NEVER) {
                latency.changed(keysAnsweredAt);
            }
            keysAnsweredAt = NEVER;
            datacenters.forEach(DatacenterWatch::forget);
        }
        for (DatacenterWatch datacenter : datacenters) {
            boolean local = datacenter == datacenters.get(0);
            if (datacenter.refresh() || local && keysChanged) {
                changed = true;
                save(local ? keys.savedWith(datacenter.state()) : datacenter.state());
            }
        }
        if (!changed) {
            return;
        }
        composed = true;
        DesiredState before = composition.state();
        composition = composer.compose(instances(), keys.current());
        if (composition.state().equals(told)) {
            latency.nothing();
            quiescence.settle();
        } else if (!composition.state().equals(before)) {
            quiescence.changed(!additions.areAll(told, composition.state()), ticker.millis());
        }
    }

    /** A datacenter is nameless until an instance says its name, and may have keys before that; they may be all there is. */
    private void save(SavedState state) {
        savedNameless |= state.datacenter().isEmpty() && !state.keys().isEmpty();
        if (savedNameless || !state.datacenter().isEmpty()) {
            store.save(state);
        }
    }

    /** All instances in effect by service, those of the local datacenter first. */
    SortedMap<String, List<Instance>> instances() {
        if (datacenters.size() == 1) {
            return datacenters.get(0).instances();
        }
        SortedMap<String, List<Instance>> instances = new TreeMap<>();
        for (DatacenterWatch datacenter : datacenters) {
            datacenter
                    .instances()
                    .forEach((name, found) -> instances
                            .computeIfAbsent(name, n -> new ArrayList<>())
                            .addAll(found));
        }
        return instances;
    }
}
