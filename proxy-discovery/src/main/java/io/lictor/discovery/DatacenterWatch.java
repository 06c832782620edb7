package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One datacenter under watch: its catalogue, and those of its services that matter.
 *
 * <p>Confined to the discovery thread. Owns the watches of its registry.
 */
final class DatacenterWatch {

    private static final Logger log = LoggerFactory.getLogger(DatacenterWatch.class);

    private final Source source;
    private final boolean local;
    private final DiscoveryConfig config;
    private final Interest interest;
    private final Ticker ticker;
    private final Executor mailbox;
    private final ApplyLatency latency;
    private final SortedMap<String, ServiceWatch> services = new TreeMap<>();
    private final WatchHealth catalogHealth;
    private final MassLoss losses;
    private Map<String, Set<String>> catalog = Map.of();
    private Registry.@Nullable Watch catalogWatch;
    private final DatacenterName datacenter;

    private boolean dirty;
    /** Whether there may be something to {@link #forget}: looked for once for all that came together. */
    private boolean forgets;

    /**
     * @param local whether its instances come first, and its watches count for readiness
     * @param latency told of each answer that changes something
     * @param mailbox hands work from the registry's threads to the one this is confined to, in order
     */
    DatacenterWatch(
            Source source,
            boolean local,
            DiscoveryConfig config,
            Interest interest,
            Ticker ticker,
            Executor mailbox,
            ApplyLatency latency) {
        this.latency = latency;
        this.source = source;
        this.local = local;
        this.config = config;
        this.interest = interest;
        this.ticker = ticker;
        this.mailbox = mailbox;
        this.datacenter = new DatacenterName(source);
        this.losses = new MassLoss(source.datacenter());
        this.catalogHealth = new WatchHealth(title("catalog"), ticker);
    }

    /** The datacenter's name as it was given; empty for the registry's own. */
    String name() {
        return source.datacenter();
    }

    private String title(String watch) {
        return local ? watch : watch + " in " + source.datacenter();
    }

    /** Takes in what was known at the last run; before {@link #open}. */
    void restore(SavedState state) {
        datacenter.restore(state.datacenter());
        catalogHealth.restored();
        state.services().forEach((name, saved) -> {
            if (interest.isNamed(name) || saved.instances().stream().anyMatch(this::isInteresting)) {
                ServiceWatch service = new ServiceWatch(name, title("service " + name), config, ticker);
                service.restore(saved);
                services.put(name, service);
            }
        });
        dirty = true;
        log.info(
                "restored datacenter={} services={} instances={}",
                datacenter.name(),
                services.size(),
                services.values().stream().mapToInt(s -> s.instances().size()).sum());
    }

    /** Opens the first watches. */
    void open() {
        Set<String> names = new TreeSet<>(interest.named());
        names.addAll(services.keySet());
        watchAll(names);
        catalogWatch = source.registry().watchCatalog(receiver(this::catalogAnswered, catalogHealth::failed));
    }

    /** Lets go what was kept long enough. Returns whether the instances in effect changed since the last call. */
    boolean refresh() {
        if (forgets) {
            forget();
        }
        losses.judge(services.values(), catalogHealth, catalog.keySet());
        for (ServiceWatch service : services.values()) {
            if (service.expire()) {
                source.registry().readService(service.name(), receiver(service::confirmed, service::unconfirmed));
            }
            dirty |= service.settle();
        }
        boolean changed = dirty;
        dirty = false;
        return changed;
    }

    /** The instances in effect, by service. */
    SortedMap<String, List<Instance>> instances() {
        SortedMap<String, List<Instance>> instances = new TreeMap<>();
        services.forEach((name, service) -> instances.put(name, service.instances()));
        return instances;
    }

    /** What is to be known at the next start; without the datacenter's name while nobody has said it. */
    SavedState state() {
        SortedMap<String, SavedState.Service> saved = new TreeMap<>();
        services.forEach((name, service) -> {
            if (!service.instances().isEmpty()) {
                saved.put(name, service.saved());
            }
        });
        return new SavedState(datacenter.name(), saved);
    }

    /** When {@link #refresh} may have something to do, in the ticker's milliseconds; the greatest long for never. */
    long nextDeadline() {
        long deadline = Long.MAX_VALUE;
        for (ServiceWatch service : services.values()) {
            deadline = Math.min(deadline, service.nextDeadline());
        }
        return deadline;
    }

    /** Whether every watch that a route needs has answered; a fall-back is not needed. */
    boolean isReady() {
        return !local
                || (!interest.needsCatalog() || catalogHealth.isKnown())
                        && services.values().stream().allMatch(ServiceWatch::isKnown);
    }

    /** Routes may lead to other services than before: opens the watches that are missing. */
    void lookAnew() {
        watchAll(interest.named());
        watchInteresting();
    }

    /** Whether every service that is watched is known. A fall-back keeps nobody waiting. */
    boolean knowsAll() {
        return !local || services.values().stream().allMatch(ServiceWatch::isKnown);
    }

    /** The watches as they are to be shown, but with the moment of the last answer in place of its age. */
    List<WatchView> views() {
        List<WatchView> views = new ArrayList<>();
        views.add(catalogHealth.view(local && interest.needsCatalog(), catalog.size()));
        services.values().forEach(service -> views.add(service.view(local)));
        return views;
    }

    /** All in all, as {@link DatacenterSummary} has it. */
    DatacenterView view(Optional<WatchedKeys> keys) {
        return DatacenterSummary.of(datacenter.name(), source.registry(), catalogHealth, services.values(), keys);
    }

    /** Lets go what is held for a service, or for all. Returns how many instances that were. */
    int release(Optional<String> service) {
        return services.values().stream()
                .filter(watch -> service.isEmpty() || service.get().equals(watch.name()))
                .mapToInt(ServiceWatch::release)
                .sum();
    }

    void close() {
        if (catalogWatch != null) {
            catalogWatch.close();
        }
        services.values().forEach(ServiceWatch::close);
        services.clear();
    }

    // ---- what the registry says ----

    /** The services that the catalogue last told of, and their tags. */
    Map<String, Set<String>> catalog() {
        return catalog;
    }

    private void catalogAnswered(CatalogSnapshot snapshot) {
        named(List.of());
        catalogHealth.answered(snapshot.fresh(), List.of());
        Map<String, Set<String>> before = catalog;
        catalog = snapshot.services();
        watchInteresting();
        catalog.keySet().forEach(name -> {
            ServiceWatch service = services.get(name);
            if (service != null && !before.containsKey(name)) {
                service.appeared();
            }
        });
        forgets |= snapshot.fresh();
    }

    private void watchInteresting() {
        Set<String> names = new TreeSet<>();
        catalog.forEach((name, tags) -> {
            if (interest.isIn(name, tags)) {
                names.add(name);
            }
        });
        watchAll(names);
    }

    private void watchAll(Collection<String> names) {
        List<ServiceWatch> closed = names.stream()
                .map(name ->
                        services.computeIfAbsent(name, n -> new ServiceWatch(n, title("service " + n), config, ticker)))
                .filter(service -> !service.isOpen())
                .toList();
        if (!closed.isEmpty()) {
            source.registry().expect(closed.size());
            closed.forEach(this::watch);
        }
    }

    private void watch(ServiceWatch service) {
        service.opened(source.registry()
                .watchService(
                        service.name(),
                        service.known(),
                        receiver(
                                snapshot -> {
                                    if (isCurrent(service)) {
                                        named(snapshot.instances());
                                        if (service.answered(snapshot)) {
                                            dirty = true;
                                            forgets = true;
                                        }
                                    }
                                },
                                fault -> {
                                    if (isCurrent(service)) {
                                        service.failed(fault);
                                    }
                                })));
    }

    /** An answer may say which datacenter this is. Of another one than the last run knew no instance is served any longer. */
    private void named(List<Instance> instances) {
        if (datacenter.learn(instances)) {
            catalogHealth.disowned();
            services.values().forEach(service -> dirty |= service.disown());
        }
    }

    /** What was on its way when a watch was closed counts no more. */
    private boolean isCurrent(ServiceWatch service) {
        return services.get(service.name()) == service;
    }

    /**
     * Stops watching services that the catalogue led to and does not lead to any more, once nothing of them is in effect:
     * it is their own watch that says why their instances are gone.
     */
    void forget() {
        forgets = false;
        services.values().removeIf(service -> {
            String name = service.name();
            boolean wanted = interest.isNamed(name)
                    || catalog.containsKey(name) && interest.isIn(name, catalog.getOrDefault(name, Set.of()));
            boolean done = !wanted
                    && service.hasAnswered()
                    && service.instances().stream().noneMatch(this::isInteresting);
            if (done) {
                service.close();
                dirty = true;
            }
            return done;
        });
    }

    private boolean isInteresting(Instance instance) {
        return interest.isIn(instance.service(), instance.tags());
    }

    private <T> Receiver<T> receiver(Consumer<T> onAnswer, Consumer<Fault> onFault) {
        return new Receiver<>() {
            @Override
            public void answered(T snapshot) {
                long at = ticker.millis();
                mailbox.execute(() -> {
                    boolean before = dirty;
                    dirty = false;
                    try {
                        onAnswer.accept(snapshot);
                        if (dirty) {
                            latency.changed(at);
                        }
                    } finally {
                        dirty |= before;
                    }
                });
            }

            @Override
            public void failed(Fault fault) {
                mailbox.execute(() -> onFault.accept(fault));
            }
        };
    }
}
