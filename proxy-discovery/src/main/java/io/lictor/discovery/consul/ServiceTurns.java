package io.lictor.discovery.consul;

import io.lictor.discovery.WatchMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each service under watch somebody who asks for it: a thread of its own while there are few, the {@link Sweeper} when
 * there are many.
 *
 * <p>Any thread. Owns the tasks, their threads and the sweeper.
 */
/*
 * No question in flight is cut off for a change of the way: Consul goes on working on it until its end. A thread leaves
 * after its turn, and the sweeper gives a task back after it has read it.
 */
final class ServiceTurns {

    private static final Logger log = LoggerFactory.getLogger(ServiceTurns.class);

    private final ModeRule rule;
    private final Sweeper sweeper;
    private final Set<ServiceTask> tasks = ConcurrentHashMap.newKeySet();
    private final Map<ServiceTask, ConsulWatch> threads = new ConcurrentHashMap<>();
    private WatchMode mode = WatchMode.DIRECT;

    /**
     * @param sweepers makes the sweeper that these are given to
     */
    ServiceTurns(ModeRule rule, SweeperMaker sweepers) {
        this.rule = rule;
        this.sweeper = sweepers.make(this);
    }

    /** Makes the sweeper of these turns. */
    interface SweeperMaker {
        Sweeper make(ServiceTurns turns);
    }

    /** So many services will be opened next. */
    void expect(int count) {
        rule.expect(count);
    }

    /** Begins to ask for a service. */
    void open(ServiceTask task) {
        tasks.add(task);
        rule.opened();
        start(task);
    }

    /** Somebody is to turn this task, if it is still open. */
    void start(ServiceTask task) {
        if (isSweeping()) {
            sweeper.add(task);
            return;
        }
        ConsulWatch watch = new ConsulWatch(
                "service " + task.service(), task::turn, task::close, this::isSweeping, () -> leave(task));
        threads.put(task, watch);
        if (task.isClosed()) {
            threads.remove(task);
        } else {
            watch.start();
        }
    }

    private void leave(ServiceTask task) {
        threads.remove(task);
        sweeper.add(task);
    }

    /** Ends it. */
    void close(ServiceTask task) {
        if (!tasks.remove(task)) {
            return;
        }
        task.close();
        rule.closed();
        sweeper.remove(task);
        ConsulWatch thread = threads.remove(task);
        if (thread != null) {
            thread.close();
        }
        isSweeping();
    }

    /** The agent turns connections away. */
    void storm() {
        log.warn("consul turns connections away: too many from this address");
        rule.storm();
        isSweeping();
    }

    /** This one asks now, if it is in a pause. */
    void again(ServiceTask task) {
        ConsulWatch thread = threads.get(task);
        if (thread != null) {
            thread.wake();
        }
    }

    /** All ask now that are in a pause. */
    void allAgain() {
        threads.values().forEach(ConsulWatch::wake);
        sweeper.modeChanged();
    }

    /** Whether services are to be watched all together. */
    boolean isSweeping() {
        WatchMode now = rule.mode();
        if (isOther(now) && now == WatchMode.DIRECT) {
            sweeper.modeChanged();
        }
        return now == WatchMode.SWEEP;
    }

    /** How they are watched, as far as anybody has noticed. */
    synchronized WatchMode mode() {
        return mode;
    }

    private synchronized boolean isOther(WatchMode now) {
        if (now == mode) {
            return false;
        }
        log.info("consul mode={} was={} services={}", now, mode, tasks.size());
        mode = now;
        return true;
    }

    /** Closes all, and returns the threads whose ends are worth waiting for. */
    List<ConsulWatch> close() {
        List<ConsulWatch> ending = new ArrayList<>(threads.values());
        List.copyOf(tasks).forEach(this::close);
        sweeper.close();
        return ending;
    }
}
