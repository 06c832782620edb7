package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.consul.SweepChange.Others;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Which service is to be read when, while a few triggers stand for a query each.
 *
 * <p>Guarded by its owner. Owns what is due.
 */
final class SweepPlan {

    /** Even if no trigger says so, all is read anew: a trigger may be narrower in another version of Consul. */
    static final long RECONCILE_MILLIS = 300_000;

    private static final double SPREAD = 0.2;
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * A service whose turn it is.
     *
     * @param onlyIfMoved whether it need not be read where its index says that nothing changed
     */
    record Turn(String service, boolean onlyIfMoved) {}

    /** One service. */
    private static final class Item {
        private final String service;
        private long due = NEVER;
        private boolean onlyIfMoved;
        private boolean busy;
        private boolean known;
        private Set<String> nodes = Set.of();

        Item(String service) {
            this.service = service;
        }

        private long due() {
            return due;
        }

        private String service() {
            return service;
        }

        /** Of one that was not read yet, or is being read, it is not known where it will turn out to be. */
        boolean mayBeOn(Set<String> some) {
            return busy || !known || !Collections.disjoint(nodes, some);
        }
    }

    private final Ticker ticker;
    private final RandomGenerator random;
    private final TokenBucket sweeps;
    private final Map<String, Item> items = new HashMap<>();
    /** Those that are due at some time and not being read, the earliest first. */
    private final TreeSet<Item> waiting =
            new TreeSet<>(Comparator.comparingLong(Item::due).thenComparing(Item::service));

    private long sweepAt = NEVER;
    private boolean sweepIfMoved;
    private long reconcileAt;
    private boolean paused;

    SweepPlan(Ticker ticker, RandomGenerator random) {
        this.ticker = ticker;
        this.random = random;
        this.sweeps = new TokenBucket(ticker, 2, 1);
        this.reconcileAt = reconcileTime();
    }

    private long reconcileTime() {
        return ticker.millis() + (long) (RECONCILE_MILLIS * random.nextDouble(1 - SPREAD, 1 + SPREAD));
    }

    /** A service is watched from now on; it is due at once. */
    void add(String service) {
        remove(service);
        Item item = new Item(service);
        items.put(service, item);
        due(item, ticker.millis(), false);
    }

    void remove(String service) {
        Item item = items.remove(service);
        if (item != null) {
            waiting.remove(item);
        }
    }

    /** What is to be read in full stays so, whatever comes after it. */
    private void due(Item item, long at, boolean ifMoved) {
        item.onlyIfMoved = ifMoved && (item.due == NEVER || item.onlyIfMoved);
        if (at < item.due) {
            waiting.remove(item);
            item.due = at;
            if (!item.busy) {
                waiting.add(item);
            }
        }
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** A trigger spoke. Reading goes on if it was paused. */
    void apply(SweepChange change) {
        paused = false;
        change.services().forEach(service -> {
            Item item = items.get(service);
            if (item != null) {
                due(item, ticker.millis(), false);
            }
        });
        if (!change.nodes().isEmpty()) {
            items.values().stream()
                    .filter(item -> item.mayBeOn(change.nodes()))
                    .forEach(item -> due(item, ticker.millis(), false));
        }
        if (change.others() != Others.STAY) {
            sweep(change.others() == Others.MAY_HAVE_MOVED);
        }
    }

    /** All are to be read anew, whatever their indexes say, as soon as that may be done again. */
    void sweep() {
        sweep(false);
    }

    private void sweep(boolean ifMoved) {
        sweepIfMoved = ifMoved && (sweepAt == NEVER || sweepIfMoved);
        if (sweepAt == NEVER) {
            sweepAt = ticker.millis() + sweeps.take();
        }
    }

    /** No trigger gets an answer: nothing is read until one does, and then all. */
    void pause() {
        paused = true;
    }

    /** Takes the service that has been due for the longest time; empty when none is. */
    Optional<Turn> next() {
        long now = ticker.millis();
        if (paused) {
            return Optional.empty();
        }
        if (reconcileAt <= now) {
            reconcileAt = reconcileTime();
            sweep();
        }
        if (sweepAt <= now) {
            sweepAt = NEVER;
            items.values().forEach(item -> due(item, now, sweepIfMoved));
        }
        if (waiting.isEmpty() || waiting.first().due > now) {
            return Optional.empty();
        }
        Item taken = waiting.first();
        waiting.remove(taken);
        taken.busy = true;
        taken.due = NEVER;
        return Optional.of(new Turn(taken.service, taken.onlyIfMoved));
    }

    /**
     * A service was read.
     *
     * @param nodes those that have instances of it
     * @param againMillis after how long it is to be read again on its own account; 0 for not at all
     */
    void done(String service, Set<String> nodes, long againMillis) {
        Item item = items.get(service);
        if (item == null) {
            return;
        }
        item.busy = false;
        item.known = true;
        item.nodes = Set.copyOf(nodes);
        if (item.due != NEVER) {
            waiting.add(item);
        }
        if (againMillis > 0) {
            due(item, ticker.millis() + againMillis, false);
        }
    }

    /** When {@link #next} may have something, in the ticker's milliseconds; the greatest long for never. */
    long nextDeadline() {
        if (paused) {
            return NEVER;
        }
        long deadline = Math.min(sweepAt, reconcileAt);
        return waiting.isEmpty() ? deadline : Math.min(deadline, waiting.first().due);
    }
}
