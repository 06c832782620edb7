package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import java.util.List;
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
    private List<Instance> instances = List.of();
    private Registry.@Nullable Watch handle;

    ServiceWatch(String name, Ticker ticker) {
        this.name = name;
        this.guard = new Guard(ticker);
        this.health = new WatchHealth("service " + name, ticker);
    }

    String name() {
        return name;
    }

    void opened(Registry.Watch watch) {
        handle = watch;
    }

    /** Takes an answer in. Returns whether the instances in effect changed. */
    boolean answered(ServiceSnapshot snapshot) {
        guard.accept(snapshot);
        health.answered(snapshot.fresh(), guard.held());
        return refresh();
    }

    void failed(Fault fault) {
        health.failed(fault);
    }

    /** Lets go what was kept long enough. Returns whether the instances in effect changed. */
    boolean expire() {
        guard.expire();
        if (guard.held() == 0) {
            health.released();
        }
        return refresh();
    }

    private boolean refresh() {
        List<Instance> now = guard.instances();
        if (now.equals(instances)) {
            return false;
        }
        log.info(
                "service={} instances={} was={} usable={} was_usable={}",
                name,
                now.size(),
                instances.size(),
                usable(now),
                usable(instances));
        instances = now;
        return true;
    }

    private static long usable(List<Instance> instances) {
        return instances.stream().filter(i -> i.status().isUsable()).count();
    }

    /** Whether every usable instance is missing from the registry's answer. */
    boolean isVanished() {
        return guard.held() > 0 && guard.held() >= usable(instances);
    }

    void prolong() {
        guard.prolong();
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

    WatchView view() {
        return health.view(true, instances.size());
    }

    void close() {
        if (handle != null) {
            handle.close();
        }
    }
}
