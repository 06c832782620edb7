package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.config.DesiredState;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamSpec;
import io.lictor.discovery.Composer.Composition;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All decisions of discovery, without a thread of their own: told what the registry says and asked what should be.
 *
 * <p>Confined to one thread, the one that runs what is handed to the mailbox. Owns the watches.
 */
final class DiscoveryCore {

    /** Of so many services emptied at once, and such a share of all, one must think that the registry is gone. */
    private static final int MASS_SERVICES = 3;

    private static final double MASS_SHARE = 0.3;

    private final DiscoveryConfig config;
    private final Registry registry;
    private final Ticker ticker;
    private final Executor mailbox;
    private final Composer composer;
    private final Quiescence quiescence = new Quiescence();
    private final SortedMap<String, ServiceWatch> services = new TreeMap<>();
    private final WatchedKeys keys;
    private final Interest interest;
    private final WatchHealth catalogHealth;
    private Map<String, Set<String>> catalog = Map.of();
    private Registry.@Nullable Watch catalogWatch;
    private Composition composition = new Composition(DesiredState.EMPTY, List.of());
    private DesiredState told = DesiredState.EMPTY;
    private boolean dirty = true;

    /**
     * @param mailbox hands work from the registry's threads to the one this is confined to, in order
     */
    DiscoveryCore(
            DiscoveryConfig config,
            List<Dialect> dialects,
            List<KeyCommands> commands,
            Registry registry,
            Ticker ticker,
            Executor mailbox) {
        this.config = config;
        this.registry = registry;
        this.ticker = ticker;
        this.mailbox = mailbox;
        this.composer = new Composer(config, dialects, commands);
        this.keys = new WatchedKeys(config.policy(), ticker);
        this.interest = new Interest(config, dialects, keys);
        this.catalogHealth = new WatchHealth("catalog", ticker);
    }

    /** Opens the first watches. */
    void open() {
        watchNamed(config.routes().stream());
        keys.open((watch, prefix) ->
                registry.watchKeys(prefix, receiver(answer -> keysAnswered(watch, answer), watch::failed)));
        catalogWatch = registry.watchCatalog(receiver(this::catalogAnswered, catalogHealth::failed));
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

    /** When {@link #poll} may have something to do, in the ticker's milliseconds; the greatest long for never. */
    long nextDeadline() {
        long deadline = Math.min(quiescence.due(), keys.nextDeadline());
        for (ServiceWatch service : services.values()) {
            deadline = Math.min(deadline, service.nextDeadline());
        }
        return deadline;
    }

    /** Whether every watch that a route needs has answered, and its answer was told. */
    boolean isReady() {
        return (!interest.needsCatalog() || catalogHealth.hasAnswered() && keys.haveAnswered())
                && services.values().stream().allMatch(ServiceWatch::hasAnswered)
                && told.equals(composition.state());
    }

    /** The watches as they are to be shown, but with the moment of the last answer in place of its age. */
    List<WatchView> watches() {
        List<WatchView> views = new ArrayList<>();
        views.add(catalogHealth.view(interest.needsCatalog(), catalog.size()));
        keys.addViews(interest.needsCatalog(), views);
        services.values().forEach(service -> views.add(service.view()));
        return views;
    }

    List<Problem> problems() {
        return composition.problems();
    }

    void close() {
        if (catalogWatch != null) {
            catalogWatch.close();
        }
        keys.close();
        services.values().forEach(ServiceWatch::close);
        services.clear();
    }

    // ---- what the registry says ----

    private void catalogAnswered(CatalogSnapshot snapshot) {
        catalogHealth.answered(snapshot.fresh(), 0);
        catalog = snapshot.services();
        watchInteresting();
        if (snapshot.fresh()) {
            forget();
        }
    }

    private void keysAnswered(KeysWatch watch, KeysSnapshot snapshot) {
        if (watch.answered(snapshot)) {
            keysChanged();
        }
    }

    private void keysChanged() {
        keys.read();
        watchNamed(keys.routes());
        watchInteresting();
    }

    private void watchNamed(Stream<RouteSpec> routes) {
        routes.forEach(route -> {
            if (route.target() instanceof Target.Service service) {
                watch(service.name());
            }
        });
    }

    private void watchInteresting() {
        catalog.forEach((name, tags) -> {
            if (interest.isIn(name, tags)) {
                watch(name);
            }
        });
    }

    private void watch(String name) {
        if (services.containsKey(name)) {
            return;
        }
        ServiceWatch service = new ServiceWatch(name, ticker);
        services.put(name, service);
        service.opened(registry.watchService(
                name,
                receiver(
                        snapshot -> {
                            if (isOpen(service) && service.answered(snapshot)) {
                                dirty = true;
                                forget();
                            }
                        },
                        fault -> {
                            if (isOpen(service)) {
                                service.failed(fault);
                            }
                        })));
    }

    /** What was on its way when a watch was closed counts no more. */
    private boolean isOpen(ServiceWatch service) {
        return services.get(service.name()) == service;
    }

    /**
     * Stops watching services that the catalogue led to and does not lead to any more, once nothing of them is in effect:
     * it is their own watch that says why their instances are gone.
     */
    private void forget() {
        services.values().removeIf(service -> {
            String name = service.name();
            boolean wanted = catalog.containsKey(name) && interest.isIn(name, catalog.getOrDefault(name, Set.of()))
                    || interest.isNamed(name);
            boolean done = !wanted
                    && service.hasAnswered()
                    && service.instances().stream().noneMatch(i -> interest.isIn(name, Set.copyOf(i.tags())));
            if (done) {
                service.close();
                dirty = true;
            }
            return done;
        });
    }

    private <T> Receiver<T> receiver(Consumer<T> onAnswer, Consumer<Fault> onFault) {
        return new Receiver<>() {
            @Override
            public void answered(T snapshot) {
                mailbox.execute(() -> onAnswer.accept(snapshot));
            }

            @Override
            public void failed(Fault fault) {
                mailbox.execute(() -> onFault.accept(fault));
            }
        };
    }

    // ---- what follows from it ----

    private void refresh() {
        long vanished =
                services.values().stream().filter(ServiceWatch::isVanished).count();
        if (vanished >= MASS_SERVICES && vanished > MASS_SHARE * services.size()) {
            services.values().forEach(ServiceWatch::prolong);
        }
        for (ServiceWatch service : services.values()) {
            dirty |= service.expire();
        }
        if (keys.expire()) {
            keysChanged();
        }
        if (keys.adopt(services.values().stream().allMatch(ServiceWatch::hasAnswered))) {
            dirty = true;
            forget();
        }
        if (!dirty) {
            return;
        }
        dirty = false;
        SortedMap<String, List<Instance>> instances = new TreeMap<>();
        services.forEach((name, service) -> instances.put(name, service.instances()));
        DesiredState before = composition.state();
        composition = composer.compose(instances, keys.current());
        if (composition.state().equals(told)) {
            quiescence.settle();
        } else if (!composition.state().equals(before)) {
            quiescence.changed(!onlyAdds(told, composition.state()), ticker.millis());
        }
    }

    /** Whether everything that was is still there, as it was. */
    private static boolean onlyAdds(DesiredState before, DesiredState after) {
        Map<String, Set<PeerSpec>> peers = new TreeMap<>();
        for (UpstreamSpec upstream : after.upstreams()) {
            peers.put(upstream.name(), new HashSet<>(upstream.peers()));
        }
        return new HashSet<>(after.routes()).containsAll(before.routes())
                && before.upstreams().stream()
                        .allMatch(u -> peers.getOrDefault(u.name(), Set.of()).containsAll(u.peers())
                                && peers.containsKey(u.name()));
    }
}
