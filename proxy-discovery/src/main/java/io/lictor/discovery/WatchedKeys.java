package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryView.WatchView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The keys that are watched, and what they say: routes and defaults below one prefix, Fabio's commands below another.
 *
 * <p>Confined to the discovery thread. Owns the watches.
 */
final class WatchedKeys {

    /** How long a change waits for the instances of the services that it leads to. */
    static final long ADOPT_MILLIS = 5_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final Optional<KeyedRoutes> reader;
    private final Optional<KeysWatch> routes;
    private final Optional<KeysWatch> commands;
    private final String routesPrefix;
    private final String commandsKey;
    private final Ticker ticker;
    private OperatorKeys read = OperatorKeys.NONE;
    private OperatorKeys current = OperatorKeys.NONE;
    private List<RouteSpec> inSight = List.of();
    private long adoptAt = NEVER;

    WatchedKeys(DiscoveryPolicy policy, Ticker ticker) {
        this.ticker = ticker;
        routesPrefix = policy.keys().map(prefix -> prefix + "/").orElse("");
        commandsKey = policy.fabioKeys().orElse("");
        reader = policy.keys().map(prefix -> new KeyedRoutes(routesPrefix));
        routes = policy.keys().map(prefix -> new KeysWatch(routesPrefix, ticker));
        commands = policy.fabioKeys().map(key -> new KeysWatch(key, ticker));
    }

    /**
     * Opens the watches.
     *
     * @param opener opens the registry's watch of a prefix
     */
    void open(BiFunction<KeysWatch, String, Registry.Watch> opener) {
        routes.ifPresent(watch -> watch.opened(opener.apply(watch, routesPrefix)));
        commands.ifPresent(watch -> watch.opened(opener.apply(watch, commandsKey)));
    }

    /** Takes in what was known at the last run, and puts it into effect; before {@link #open}. */
    void restore(SavedState saved) {
        reader.ifPresent(read -> read.restore(saved.standing()));
        watches().forEach(watch -> watch.restore(saved.keys()));
        read();
        adopt(true);
    }

    /** The same state with what is to be known of keys at the next start. */
    SavedState savedWith(SavedState state) {
        Map<String, String> values = new TreeMap<>();
        watches().forEach(watch -> values.putAll(watch.values()));
        return state.withKeys(values, reader.map(KeyedRoutes::standing).orElse(Map.of()));
    }

    /** Lets go what was kept long enough. Returns whether the keys in effect changed. */
    boolean expire() {
        boolean changed = false;
        for (KeysWatch watch : watches()) {
            changed |= watch.expire();
        }
        return changed;
    }

    /** Reads the keys anew; what they say counts from {@link #adopt} on. Returns whether that is anything new. */
    boolean read() {
        OperatorKeys routesAndDefaults = reader.isPresent() && routes.isPresent()
                ? reader.get().read(routes.get().values())
                : OperatorKeys.NONE;
        SortedMap<String, String> texts = new TreeMap<>();
        commands.ifPresent(watch -> watch.values().forEach((key, text) -> {
            // Fabio takes the key and those below it; what merely starts so is another's.
            if (key.equals(commandsKey) || key.startsWith(commandsKey + "/")) {
                texts.put(key, text);
            }
        }));
        read = routesAndDefaults.withCommands(texts);
        if (read.equals(current)) {
            adoptAt = NEVER;
        } else if (adoptAt == NEVER) {
            adoptAt = ticker.millis() + ADOPT_MILLIS;
        }
        see();
        return adoptAt != NEVER;
    }

    /**
     * Puts what was read into effect: a route that leads to another service now must not lead nowhere until that one's
     * instances are known.
     *
     * @param known whether the instances of all services are
     * @return whether anything changed
     */
    boolean adopt(boolean known) {
        if (adoptAt == NEVER || !known && adoptAt > ticker.millis()) {
            return false;
        }
        adoptAt = NEVER;
        current = read;
        see();
        return true;
    }

    /** The routes in effect, and those that are about to be; the same list until they change. */
    List<RouteSpec> routes() {
        return inSight;
    }

    private void see() {
        inSight = adoptAt == NEVER
                ? current.routes()
                : Stream.concat(current.routes().stream(), read.routes().stream())
                        .toList();
    }

    /** What is in effect. */
    OperatorKeys current() {
        return current;
    }

    long nextDeadline() {
        return watches().stream().mapToLong(KeysWatch::nextDeadline).reduce(adoptAt, Math::min);
    }

    /** Whether it is known what the keys say, and in effect. */
    boolean areKnown() {
        return adoptAt == NEVER && watches().stream().allMatch(KeysWatch::isKnown);
    }

    /** Lets go what is held: somebody says that it is really gone. Returns how many keys that were; they are to be read. */
    int release() {
        return watches().stream().mapToInt(KeysWatch::release).sum();
    }

    /** How many keys are kept although they are missing. */
    int held() {
        return watches().stream().mapToInt(KeysWatch::held).sum();
    }

    /** When a good answer came last, in the ticker's milliseconds; -1 before the first. */
    long answeredAt() {
        return watches().stream().mapToLong(KeysWatch::answeredAt).max().orElse(WatchHealth.NEVER);
    }

    /** The watches that the registry refuses; it counts as if there were no keys. */
    List<WatchView> refused() {
        return watches().stream()
                .filter(KeysWatch::isRefused)
                .map(watch -> watch.view(false))
                .toList();
    }

    void addViews(boolean needed, List<WatchView> views) {
        watches().forEach(watch -> views.add(watch.view(needed)));
    }

    void close() {
        watches().forEach(KeysWatch::close);
    }

    private List<KeysWatch> watches() {
        List<KeysWatch> watches = new ArrayList<>();
        routes.ifPresent(watches::add);
        commands.ifPresent(watches::add);
        return watches;
    }
}
