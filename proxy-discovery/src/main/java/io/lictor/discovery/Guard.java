package io.lictor.discovery;

import io.lictor.clock.Ticker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a registry says about one service: which of its instances are in effect.
 *
 * <p>What the registry states is applied at once. What merely is missing from its answer is kept for a while: long enough
 * for an agent that restarts, or a registry that was rebuilt, to fill up again; never for good. Confined to the
 * discovery thread; owns the last good state of its service.
 */
/*
 * An empty answer with a known leader is no proof that a service is gone: a restarted agent answers so for 1.5 s, a
 * cluster rebuilt from nothing for 54 s (until anti-entropy ran), both measured. A deregistration is proven otherwise:
 * the node of the instance is still there and was all the time, so the registry lost nothing but this instance.
 */
final class Guard {

    /** How long an unexplained absence is kept. A restarting agent is back after some 7 s. */
    static final long HOLD_MILLIS = 10_000;

    /** The same when a whole registry seems to be gone: anti-entropy runs once a minute. */
    static final long MASS_HOLD_MILLIS = 120_000;

    /** A registry that is silent now and then prolongs a hold, up to so many times the longest. */
    private static final int MOST_HOLDS = 3;

    /** How long after it began, while the registry answers, an absence that nobody confirms is believed all the same. */
    static final long MOST_MILLIS = MOST_HOLDS * MASS_HOLD_MILLIS;

    /**
     * How long a check may stay silent after registration until its "critical" is believed: an agent runs it for the first
     * time at some moment of its interval, and a minute is the longest usual one.
     */
    static final long PENDING_MILLIS = 60_000;

    /** How long the answer to a second question about what was held may take, before it is asked again. */
    static final long CONFIRM_MILLIS = 15_000;

    private static final long NEVER = GuardEntry.NEVER;

    private final Ticker ticker;
    private final Map<Instance.Id, GuardEntry> entries = new TreeMap<>();
    /** What the entries come to; a thousand guards are asked whenever one of them has news. */
    private List<Instance> instances = List.of();

    private List<Instance.Id> held = List.of();
    private long deadline = NEVER;
    /** Whether the registry's last word was one that may take something away; else nothing is let go. */
    private boolean sure = true;
    /** Since when that is not so. */
    private long silentSince;

    Guard(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Takes in what was known at the last run; before any answer. */
    void restore(List<Instance> saved) {
        saved.forEach(instance -> entries.put(instance.id(), GuardEntry.ofLastRun(instance)));
        sum();
    }

    /** What was known at the last run was another registry's. */
    void disown() {
        entries.values().removeIf(GuardEntry::restored);
        sum();
    }

    /** Takes an answer in. */
    void accept(ServiceSnapshot snapshot) {
        long now = ticker.millis();
        if (snapshot.fresh() && !sure) {
            // Holds are counted in time in which the registry answers.
            entries.replaceAll((id, entry) -> entry.later(now - silentSince));
        }
        Set<Instance.Id> missing = new HashSet<>(entries.keySet());
        for (Instance instance : snapshot.instances()) {
            missing.remove(instance.id());
            GuardEntry known = entries.get(instance.id());
            // The object that is known already, where it says the same: others remember what they made of it.
            Instance said = known != null && known.instance().equals(instance) ? known.instance() : instance;
            entries.put(instance.id(), judge(said, known, snapshot.fresh(), now));
        }
        if (snapshot.fresh()) {
            missing.forEach(id -> miss(id, snapshot, now));
            sure = true;
        } else {
            doubt();
        }
        sum();
    }

    private void sum() {
        List<Instance> now = new ArrayList<>(entries.size());
        List<Instance.Id> missing = new ArrayList<>();
        deadline = NEVER;
        for (GuardEntry entry : entries.values()) {
            now.add(entry.shown());
            if (entry.isHeld()) {
                missing.add(entry.instance().id());
            }
            deadline = Math.min(deadline, Math.min(entry.heldUntil(), entry.pendingUntil()));
        }
        instances = List.copyOf(now);
        held = List.copyOf(missing);
    }

    /** The registry does not answer: what is held stays until it does, and for a whole hold more. */
    void doubt() {
        if (sure) {
            silentSince = ticker.millis();
        }
        sure = false;
    }

    private static GuardEntry judge(Instance instance, @Nullable GuardEntry known, boolean fresh, long now) {
        if (known != null && known.isSettled(instance)) {
            return known;
        }
        boolean wasUsable = known != null && known.instance().status().isUsable();
        if (known == null || !wasUsable) {
            return GuardEntry.of(instance);
        }
        if (!fresh) {
            // An answer that may be old adds; it does not change what is known already.
            return known.found();
        }
        if (instance.status() == Instance.Status.PENDING) {
            long until = known.pendingUntil() == NEVER ? now + PENDING_MILLIS : known.pendingUntil();
            return known.pending(instance.withStatus(known.instance().status()), until);
        }
        return GuardEntry.of(instance);
    }

    private void miss(Instance.Id id, ServiceSnapshot snapshot, long now) {
        GuardEntry entry = entries.get(id);
        if (entry == null) {
            return;
        }
        boolean mass = !snapshot.continuous() || !snapshot.whole() || entry.restored();
        // One that takes no requests protects nobody by being kept.
        if (snapshot.gone().contains(id) || !entry.instance().status().isUsable()) {
            entries.remove(id);
        } else if (snapshot.hidden().contains(id)) {
            entries.put(id, entry.hidden(now));
        } else if (!entry.isHeld() || entry.heldUntil() == GuardEntry.FOREVER || mass && !entry.prolonged()) {
            entries.put(id, entry.held(now, now + (mass ? MASS_HOLD_MILLIS : HOLD_MILLIS), mass));
        } else if (!sure) {
            // The registry was silent meanwhile. What it says again counts for a whole hold, but not again and again.
            boolean longer = entry.prolonged();
            long until = now + (longer ? MASS_HOLD_MILLIS : HOLD_MILLIS);
            long most = snapshot.continuous() ? entry.heldSince() + MOST_MILLIS : NEVER;
            entries.put(id, entry.held(entry.heldSince(), Math.min(until, most), longer));
        }
    }

    /**
     * Believes checks that were silent for long enough, and says what was held for long enough: that is to be asked for a
     * second time, over another connection, and {@link #confirm} to be told what came of it. It is said again while nobody
     * does, and is let go after {@link #MOST_MILLIS} all the same.
     */
    Set<Instance.Id> expire() {
        long now = ticker.millis();
        if (!sure || deadline > now) {
            return Set.of();
        }
        Set<Instance.Id> due = new HashSet<>();
        entries.values()
                .removeIf(entry -> entry.due() && entry.heldUntil() <= now && now - entry.heldSince() >= MOST_MILLIS);
        entries.replaceAll((id, entry) -> {
            if (entry.heldUntil() > now) {
                return entry.pendingUntil() <= now ? entry.believed() : entry;
            }
            due.add(id);
            return entry.due(now + CONFIRM_MILLIS);
        });
        sum();
        return due;
    }

    /**
     * Somebody asked a second time for what had been held for long enough.
     *
     * @param second what there is; an answer that may not take something away, or of which the registry kept something back,
     *     confirms nothing
     */
    void confirm(ServiceSnapshot second) {
        if (!second.fresh() || !second.whole()) {
            return;
        }
        Set<Instance.Id> there = second.instances().stream().map(Instance::id).collect(Collectors.toSet());
        // What began to be held, or was prolonged, since it was asked for is not due any more.
        entries.values()
                .removeIf(
                        entry -> entry.due() && !there.contains(entry.instance().id()));
        // Of what is there the watch will say more.
        entries.replaceAll((id, entry) -> entry.due() ? entry.found() : entry);
        sum();
    }

    /** Keeps what is held as long as if the whole registry were gone. */
    void prolong() {
        long longer = MASS_HOLD_MILLIS - HOLD_MILLIS;
        entries.replaceAll((id, entry) -> entry.isHeld() && !entry.prolonged()
                ? entry.held(entry.heldSince(), entry.heldUntil() + longer, true)
                : entry);
        sum();
    }

    /** Lets go at once all that is held: somebody says that it is really gone. Returns how many that were. */
    int release() {
        int released = held.size();
        entries.values().removeIf(GuardEntry::isHeld);
        sum();
        return released;
    }

    /** When {@link #expire} has something to do, in the ticker's milliseconds; the greatest long for never. */
    long nextDeadline() {
        return sure ? deadline : NEVER;
    }

    /** The instances in effect, in the order of peers; the same list until one of them changes. */
    List<Instance> instances() {
        return instances;
    }

    /** The same as the registry last described them, also those that it does not list any more. */
    List<Instance> described() {
        return held.isEmpty()
                ? instances
                : entries.values().stream().map(GuardEntry::instance).toList();
    }

    /** Those of them that are missing from the registry's answer and kept for now. */
    List<Instance.Id> held() {
        return held;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }
}
