package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys below one prefix under watch: what is in effect, and the registry's handle.
 *
 * <p>What is there is applied at once, and so is what was deleted. What merely is missing from an answer is kept for a
 * while, never for good. Confined to the discovery thread; owns the registry's watch until {@link #close}.
 */
final class KeysWatch {

    /** How long an unexplained absence is kept: as long as when a whole registry seems to be gone. */
    static final long HOLD_MILLIS = Guard.MASS_HOLD_MILLIS;

    private static final Logger log = LoggerFactory.getLogger(KeysWatch.class);
    private static final long NEVER = Long.MAX_VALUE;

    private final String prefix;
    private final Ticker ticker;
    private final WatchHealth health;
    private final SortedMap<String, String> values = new TreeMap<>();
    private final Map<String, Long> heldUntil = new TreeMap<>();
    private boolean denied;
    private Registry.@Nullable Watch handle;

    KeysWatch(String prefix, Ticker ticker) {
        this.prefix = prefix;
        this.ticker = ticker;
        this.health = new WatchHealth("keys " + prefix, ticker);
    }

    /** Takes in what was known at the last run. */
    void restore(Map<String, String> saved) {
        saved.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                values.put(key, value);
            }
        });
        health.restored();
    }

    void opened(Registry.Watch watch) {
        handle = watch;
    }

    /** Takes an answer in. Returns whether the keys in effect changed. */
    boolean answered(KeysSnapshot snapshot) {
        SortedMap<String, String> before = new TreeMap<>(values);
        denied = false;
        values.putAll(snapshot.values());
        heldUntil.keySet().removeAll(snapshot.values().keySet());
        if (snapshot.fresh()) {
            for (String key : before.keySet()) {
                if (!snapshot.values().containsKey(key)) {
                    // One that was missing before is not explained by what came later: after a loss keys come back one
                    // by one.
                    miss(key, snapshot.explained() && !heldUntil.containsKey(key));
                }
            }
        }
        health.answered(snapshot.fresh(), List.copyOf(heldUntil.keySet()));
        return isNews(before);
    }

    private void miss(String key, boolean explained) {
        if (explained) {
            values.remove(key);
            heldUntil.remove(key);
        } else {
            heldUntil.putIfAbsent(key, ticker.millis() + HOLD_MILLIS);
        }
    }

    void failed(Fault fault) {
        denied = fault.denied();
        health.failed(fault);
    }

    /** Lets go what was kept long enough. Returns whether the keys in effect changed. */
    boolean expire() {
        if (heldUntil.isEmpty()) {
            return false;
        }
        SortedMap<String, String> before = new TreeMap<>(values);
        long now = ticker.millis();
        heldUntil.entrySet().removeIf(held -> {
            boolean over = held.getValue() <= now;
            if (over) {
                values.remove(held.getKey());
            }
            return over;
        });
        if (heldUntil.isEmpty()) {
            health.released();
        }
        return isNews(before);
    }

    private boolean isNews(SortedMap<String, String> before) {
        if (values.equals(before)) {
            return false;
        }
        log.info("keys={} count={} was={}", prefix, values.size(), before.size());
        return true;
    }

    /** The keys in effect, with the prefix, and their values. */
    SortedMap<String, String> values() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** When {@link #expire} has something to do, in the ticker's milliseconds; the greatest long for never. */
    long nextDeadline() {
        return heldUntil.values().stream().mapToLong(Long::longValue).min().orElse(NEVER);
    }

    /** Whether it is known what the keys say; a registry that refuses to tell says that there are none. */
    boolean isKnown() {
        return health.isKnown() || denied;
    }

    /** How many keys are missing from the registry's answer and kept for now. */
    int held() {
        return heldUntil.size();
    }

    /** When the last good answer came, in the ticker's milliseconds; -1 before the first. */
    long answeredAt() {
        return health.answeredAt();
    }

    /** Whether the registry refuses to tell, and nothing is known of before. */
    boolean isRefused() {
        return denied && !health.isKnown();
    }

    WatchView view(boolean needed) {
        return health.view(needed && !denied, values.size());
    }

    void close() {
        if (handle != null) {
            handle.close();
        }
    }
}
