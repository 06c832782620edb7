package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.config.DesiredState;
import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registry read once, keys and services, by the very parts that watch it: for tools that look and end. Immutable; any
 * thread.
 */
public final class RegistryReading {

    /** The registry did not answer. The message says which question, and why. */
    public static final class UnreachableException extends Exception {

        private static final long serialVersionUID = 1L;

        public UnreachableException(String message) {
            super(message);
        }
    }

    private static final long POLL_MILLIS = 100;

    private final DesiredState state;
    private final List<Problem> problems;
    private final List<String> idleDefaults;
    private final Map<String, Set<String>> catalog;
    private final SortedMap<String, List<Instance>> services;
    private final RouteInstances instances;

    private RegistryReading(DiscoveryConfig config, List<Dialect> dialects, DiscoveryCore core, List<WatchView> far) {
        this.state = core.first();
        List<Problem> found = new ArrayList<>(core.problems());
        core.refused()
                .forEach(watch -> found.add(new Problem(
                        watch.name(), "not read: " + watch.lastError() + " (expected: a token with key_prefix read)")));
        far.forEach(watch -> found.add(new Problem(
                watch.name(),
                "not read: " + (watch.lastError().isEmpty() ? "no answer" : watch.lastError())
                        + " (expected: a datacenter to fall back on)")));
        this.problems = List.copyOf(found);
        this.idleDefaults = core.idleDefaults();
        this.catalog = core.catalog();
        this.services = core.instances();
        this.instances = new RouteInstances(config.tags(), dialects);
    }

    /**
     * Asks the registries what there is, and composes it as {@link Discovery} does.
     *
     * @param sources one a datacenter, the local one first, as the configuration has them
     * @param patience how long to wait for all answers
     * @throws UnreachableException when one of the local datacenter does not come, or is refused; one of another is a problem
     */
    public static RegistryReading of(DiscoveryConfig config, List<Source> sources, Duration patience)
            throws UnreachableException, InterruptedException {
        Mailbox mailbox = new Mailbox();
        List<Dialect> dialects = Extensions.dialects(config.policy());
        Ticker ticker = Ticker.system();
        DiscoveryCore core =
                new DiscoveryCore(config, dialects, Extensions.commands(), sources, StateStore.NONE, ticker, mailbox);
        long deadline = ticker.millis() + patience.toMillis();
        core.open();
        try {
            while (true) {
                // As for the proxy, who may not read keys has none.
                List<WatchView> refused = core.refused();
                List<WatchView> open = core.watches().stream()
                        .filter(watch -> watch.ageMillis() < 0
                                && refused.stream()
                                        .noneMatch(keys -> keys.name().equals(watch.name())))
                        .toList();
                boolean isLate = ticker.millis() >= deadline;
                List<WatchView> far =
                        open.stream().filter(watch -> isFar(watch, sources)).toList();
                if (far.size() == open.size()
                        && (isLate
                                || far.stream()
                                        .noneMatch(watch -> watch.lastError().isEmpty()))) {
                    return new RegistryReading(config, dialects, core, far);
                }
                WatchView failed = open.stream()
                        .filter(watch -> !far.contains(watch))
                        .filter(watch -> !watch.lastError().isEmpty())
                        .findFirst()
                        .orElse(open.get(0));
                if (!far.contains(failed) && (!failed.lastError().isEmpty() || isLate)) {
                    throw new UnreachableException(
                            failed.name() + ": " + (failed.lastError().isEmpty() ? "no answer" : failed.lastError()));
                }
                mailbox.turn(POLL_MILLIS);
            }
        } finally {
            core.close();
        }
    }

    private static boolean isFar(WatchView watch, List<Source> sources) {
        return sources.stream().skip(1).anyMatch(source -> watch.name().endsWith(" in " + source.datacenter()));
    }

    /** The routes and upstreams there would be. */
    public DesiredState state() {
        return state;
    }

    /** What could not be used. */
    public List<Problem> problems() {
        return problems;
    }

    /** The keys with defaults for a service that no route leads to. */
    public List<String> idleDefaults() {
        return idleDefaults;
    }

    /** All services, also those that declare nothing, and the tags that any of their instances bears. */
    public Map<String, Set<String>> catalog() {
        return catalog;
    }

    /** The instances of the services that matter, by service. */
    public SortedMap<String, List<Instance>> services() {
        return new TreeMap<>(services);
    }

    /** The instances that {@code route} could lead to, and why some are not among its peers. */
    public List<InstanceView> instances(RouteSpec route) {
        return instances.of(route, services);
    }
}
