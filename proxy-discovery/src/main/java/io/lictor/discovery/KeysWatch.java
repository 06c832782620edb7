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

    /**
     * A key that is missing without explanation.
     *
     * @param since when it was first missing
     * @param until when it is let go if it stays missing; never where we may not see it any more
     */
    private record Hold(long since, long until) {}

    private static final Logger log = LoggerFactory.getLogger(KeysWatch.class);
    private static final long NEVER = Long.MAX_VALUE;

    private final String prefix;
    private final Ticker ticker;
    private final WatchHealth health;
    private final SortedMap<String, String> values = new TreeMap<>();
    private final Map<String, Hold> held = new TreeMap<>();
    private boolean denied;
    /** Whether the registry's last word was one that may take something away; else nothing is let go. */
    private boolean sure = true;
    /** Since when that is not so. */
    private long silentSince;

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
        if (snapshot.fresh() && !sure) {
            // Holds are counted in time in which the registry answers.
            long silent = ticker.millis() - silentSince;
            held.replaceAll((key, hold) -> new Hold(hold.since() + silent, hold.until()));
        }
        values.putAll(snapshot.values());
        held.keySet().removeAll(snapshot.values().keySet());
        if (snapshot.fresh()) {
            for (String key : before.keySet()) {
                if (!snapshot.values().containsKey(key)) {
                    // One that was missing before is not explained by what came later: after a loss keys come back one
                    // by one.
                    miss(key, snapshot.hidden().contains(key), snapshot.explained() && !held.containsKey(key));
                }
            }
        }
        if (snapshot.fresh()) {
            sure = true;
        } else {
            doubt();
        }
        long hidden =
                held.values().stream().filter(hold -> hold.until() == NEVER).count();
        health.answered(snapshot.fresh(), List.copyOf(held.keySet()), true, hidden);
        return isNews(before);
    }

    private void miss(String key, boolean hidden, boolean explained) {
        long now = ticker.millis();
        Hold before = held.get(key);
        if (hidden) {
            held.put(key, new Hold(now, NEVER));
        } else if (explained) {
            values.remove(key);
            held.remove(key);
        } else if (before == null || before.until() == NEVER) {
            held.put(key, new Hold(now, now + HOLD_MILLIS));
        } else if (!sure) {
            // The registry was silent meanwhile. What it says again counts for a whole hold, but not again and again.
            held.put(key, new Hold(before.since(), Math.min(now + HOLD_MILLIS, before.since() + Guard.MOST_MILLIS)));
        }
    }

    void failed(Fault fault) {
        denied = fault.denied();
        doubt();
        health.failed(fault);
    }

    private void doubt() {
        if (sure) {
            silentSince = ticker.millis();
        }
        sure = false;
    }

    /** Lets go what was kept long enough. Returns whether the keys in effect changed. */
    boolean expire() {
        if (held.isEmpty() || !sure) {
            return false;
        }
        SortedMap<String, String> before = new TreeMap<>(values);
        long now = ticker.millis();
        held.entrySet().removeIf(each -> {
            boolean over = each.getValue().until() <= now;
            if (over) {
                values.remove(each.getKey());
            }
            return over;
        });
        if (held.isEmpty()) {
            health.released();
        }
        return isNews(before);
    }

    /** Lets go at once all that is held: somebody says that it is really gone. Returns how many keys that were. */
    int release() {
        int released = held.size();
        values.keySet().removeAll(held.keySet());
        held.clear();
        health.released();
        return released;
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
        return sure ? held.values().stream().mapToLong(Hold::until).min().orElse(NEVER) : NEVER;
    }

    /** Whether it is known what the keys say; a registry that refuses to tell says that there are none. */
    boolean isKnown() {
        return health.isKnown() || denied;
    }

    /** How many keys are missing from the registry's answer and kept for now. */
    int held() {
        return held.size();
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
