package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service under watch: its guard, its health and the registry's handle.
 *
 * <p>Confined to the discovery thread. Owns the registry's watch until {@link #close}.
 */
final class ServiceWatch {

    private static final Logger log = LoggerFactory.getLogger(ServiceWatch.class);

    private final String name;
    private final Guard guard;
    private final WatchHealth health;
    private final DiscoveryConfig config;
    private List<Instance> instances = List.of();
    private int usable;
    private long revision;
    private Registry.@Nullable Watch handle;

    /** Whether something is asked for a second time. */
    private boolean asksTwice;

    /** What the last run did not see any more: it was missing before, so what comes later does not explain it. */
    private Set<Instance.Id> lostBefore = Set.of();

    /**
     * @param title what it is called in log and API
     */
    ServiceWatch(String name, String title, DiscoveryConfig config, Ticker ticker) {
        this.name = name;
        this.config = config;
        this.guard = new Guard(ticker);
        this.health = new WatchHealth(title, ticker);
    }

    /** Takes in what was known at the last run; before it is opened. */
    void restore(SavedState.Service saved) {
        revision = saved.revision();
        lostBefore = saved.missing();
        guard.restore(saved.instances());
        instances = guard.instances();
        usable = usable(instances);
        health.restored();
    }

    /** What was known at the last run was another registry's. Returns whether the instances in effect changed. */
    boolean disown() {
        guard.disown();
        health.disowned();
        return refresh();
    }

    /** What the registry is to know that we know. */
    Registry.Known known() {
        return new Registry.Known(
                revision,
                instances.stream()
                        .map(Instance::id)
                        .filter(id -> !lostBefore.contains(id))
                        .collect(Collectors.toSet()));
    }

    /** What is to be known at the next start. */
    SavedState.Service saved() {
        // Before the first answer nothing is held yet, and behind it nothing is from before.
        Set<Instance.Id> missing = lostBefore.isEmpty() ? Set.copyOf(guard.held()) : lostBefore;
        return new SavedState.Service(revision, guard.described(), missing);
    }

    String name() {
        return name;
    }

    boolean isOpen() {
        return handle != null;
    }

    void opened(Registry.Watch watch) {
        handle = watch;
    }

    /** Takes an answer in. Returns whether the instances in effect changed. */
    boolean answered(ServiceSnapshot snapshot) {
        guard.accept(config.judged(snapshot));
        long hidden = guard.held().stream().filter(snapshot.hidden()::contains).count();
        health.answered(snapshot.fresh(), guard.held(), snapshot.whole(), hidden);
        if (snapshot.fresh()) {
            revision = snapshot.revision();
            // From here on the guard knows what is missing.
            lostBefore = Set.of();
        }
        return refresh();
    }

    /** The catalogue has it again: a service that is missing is asked for seldom. */
    void appeared() {
        if (instances.stream().allMatch(instance -> instance.status() == Instance.Status.MISSING)) {
            askNow();
        }
    }

    private void askNow() {
        if (handle != null) {
            handle.again();
        }
    }

    void failed(Fault fault) {
        guard.doubt();
        health.failed(fault);
    }

    /**
     * Whether something was kept long enough, and is to be asked for a second time before it is let go; not while such a
     * question is open. Then {@link #confirmed} or {@link #unconfirmed} is to follow.
     */
    boolean expire() {
        boolean asksAlready = asksTwice;
        asksTwice |= !guard.expire().isEmpty();
        return asksTwice && !asksAlready;
    }

    /** A second answer says what there is. Lets go what is not in it either. */
    void confirmed(ServiceSnapshot second) {
        asksTwice = false;
        // One from before the watch's last answer, or of a registry that was built anew since, says nothing about it.
        if (second.revision() < revision) {
            return;
        }
        int before = guard.held().size();
        guard.confirm(second);
        log.info(
                "service={} asked_again=true held={} was={}", name, guard.held().size(), before);
        Set<Instance.Id> listed = instances.stream()
                .filter(instance -> instance.status() != Instance.Status.MISSING)
                .map(Instance::id)
                .collect(Collectors.toSet());
        if (second.instances().stream().anyMatch(instance -> !listed.contains(instance.id()))) {
            // The watch may be in a long pause, as one of a service that is not there.
            askNow();
        }
    }

    /** There was no second answer. */
    void unconfirmed(Fault fault) {
        asksTwice = false;
        log.warn("service={} asked again without answer why=\"{}\"", name, fault.message());
    }

    /** Takes in what became of the guard. Returns whether the instances in effect changed. */
    boolean settle() {
        if (guard.held().isEmpty()) {
            health.released();
        }
        return refresh();
    }

    private boolean refresh() {
        List<Instance> now = guard.instances();
        if (now.equals(instances)) {
            return false;
        }
        int nowUsable = usable(now);
        log.info(
                "service={} instances={} was={} usable={} was_usable={}",
                name,
                now.size(),
                instances.size(),
                nowUsable,
                usable);
        instances = now;
        usable = nowUsable;
        return true;
    }

    private static int usable(List<Instance> instances) {
        int usable = 0;
        for (Instance instance : instances) {
            usable += instance.status().isUsable() ? 1 : 0;
        }
        return usable;
    }

    /** How many instances take requests, those among them that are kept for now. */
    int usable() {
        return usable;
    }

    /** Whether every usable instance is missing from the registry's answer. */
    boolean isVanished() {
        int held = guard.held().size();
        return held > 0 && held >= usable;
    }

    /** How many instances are missing from the registry's answer and kept for now. */
    int held() {
        return guard.held().size();
    }

    /** When the last good answer came, in the ticker's milliseconds; -1 before the first. */
    long answeredAt() {
        return health.answeredAt();
    }

    void prolong() {
        guard.prolong();
    }

    /** Lets go what is held, for somebody says that it is really gone. Returns how many that were. */
    int release() {
        int released = guard.release();
        if (released > 0) {
            log.warn("service={} released={} by=operator", name, released);
        }
        return released;
    }

    List<Instance> instances() {
        return instances;
    }

    long nextDeadline() {
        return guard.nextDeadline();
    }

    boolean hasAnswered() {
        return health.hasAnswered();
    }

    /** Whether there is something that may be served: an answer, or what was known at the last run. */
    boolean isKnown() {
        return health.isKnown();
    }

    boolean isDenied() {
        return health.isDenied();
    }

    WatchView view(boolean needed) {
        return health.view(needed, instances.size());
    }

    void close() {
        if (handle != null) {
            handle.close();
        }
    }
}
