package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Watches many services with three blocking queries: they say that something changed, and mostly of which service; only
 * those are read, a few at once.
 *
 * <p>Any thread. Owns its services' tasks, three watches, and the threads that read, all of which are there only while it
 * has a service.
 */
/*
 * Measured on Consul 1.8: a check that changes its state wakes health/state/critical or /warning with an answer of some
 * hundred bytes; a registration, a deregistration or another address wakes catalog/services, which does not say whose it
 * was. Reading a thousand services of 20 instances takes 0.6 s. One query each would hold a thousand connections, of which
 * Consul allows 200.
 */
final class Sweeper {

    /** So many services are read at once. */
    static final int READERS = 4;

    private static final int TRIGGERS = 3;
    private static final long STACK_BYTES = 256 << 10;
    private static final long MOST_WAIT_MILLIS = 60_000;

    /** Makes the watch of a trigger: path, reader, receiver. */
    interface TriggerWatches {
        <T> ConsulWatch open(String path, AnswerReader<T> reader, Receiver<T> receiver);
    }

    private final TriggerWatches triggerWatches;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final BooleanSupplier isSweeping;
    private final Consumer<ServiceTask> giveBack;
    private final Object lock = new Object();
    private final Map<String, ServiceTask> tasks = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private SweepPlan plan;
    private List<ConsulWatch> triggers = List.of();
    private boolean closed;

    /**
     * @param isSweeping whether services are to be watched like this
     * @param giveBack takes those that are not to be any more
     */
    Sweeper(
            TriggerWatches triggerWatches,
            Ticker ticker,
            RandomGenerator random,
            BooleanSupplier isSweeping,
            Consumer<ServiceTask> giveBack) {
        this.triggerWatches = triggerWatches;
        this.ticker = ticker;
        this.random = random;
        this.isSweeping = isSweeping;
        this.giveBack = giveBack;
        this.plan = new SweepPlan(ticker, random);
    }

    /** Watches a service; it is read soon. */
    void add(ServiceTask task) {
        synchronized (lock) {
            if (closed || task.isClosed()) {
                return;
            }
            if (tasks.isEmpty()) {
                begin();
            }
            tasks.put(task.service(), task);
            plan.add(task.service());
            lock.notifyAll();
        }
    }

    /** Watches a service no more. */
    void remove(ServiceTask task) {
        List<ConsulWatch> ended;
        synchronized (lock) {
            if (!tasks.remove(task.service(), task)) {
                return;
            }
            plan.remove(task.service());
            ended = tasks.isEmpty() ? end() : List.of();
        }
        ended.forEach(ConsulWatch::close);
    }

    /** How services are watched may have changed: all are read, and given back where they are not watched like this. */
    void modeChanged() {
        synchronized (lock) {
            plan.sweep();
            lock.notifyAll();
        }
    }

    /** Ends all that this has begun; the tasks are closed by whoever made them. */
    void close() {
        List<ConsulWatch> ended;
        synchronized (lock) {
            closed = true;
            tasks.clear();
            ended = end();
        }
        ended.forEach(ConsulWatch::close);
    }

    private void begin() {
        plan = new SweepPlan(ticker, random);
        failing.clear();
        List<ConsulWatch> opened = new ArrayList<>();
        opened.add(open("/v1/catalog/services", new CatalogTrigger.Reader(), SweepChange::between));
        for (String state : List.of("critical", "warning")) {
            opened.add(open("/v1/health/state/" + state, new CheckTrigger.Reader(), SweepChange::between));
        }
        triggers = List.copyOf(opened);
        SweepPlan now = plan;
        for (int i = 0; i < READERS; i++) {
            Thread reader = new Thread(null, () -> read(now), "lictor-consul sweep " + i, STACK_BYTES);
            reader.setDaemon(true);
            reader.start();
        }
    }

    private List<ConsulWatch> end() {
        List<ConsulWatch> ended = triggers;
        triggers = List.of();
        plan = new SweepPlan(ticker, random);
        lock.notifyAll();
        return ended;
    }

    private interface Difference<T> {
        SweepChange between(@Nullable T before, T now);
    }

    private <T> ConsulWatch open(String path, AnswerReader<T> reader, Difference<T> difference) {
        return triggerWatches.open(path, reader, new Receiver<>() {
            private @Nullable T last;

            @Override
            public void answered(T now) {
                SweepChange change = difference.between(last, now);
                last = now;
                triggered(path, change);
            }

            @Override
            public void failed(Fault fault) {
                // What happened until it answers again does not show in its next answer.
                last = null;
                triggerFailed(path, fault);
            }
        });
    }

    private void triggered(String path, SweepChange change) {
        synchronized (lock) {
            failing.remove(path);
            plan.apply(change);
            lock.notifyAll();
        }
    }

    private void triggerFailed(String path, Fault fault) {
        List<ServiceTask> told;
        synchronized (lock) {
            boolean last = failing.add(path) && failing.size() == TRIGGERS;
            if (!last) {
                return;
            }
            plan.pause();
            told = List.copyOf(tasks.values());
        }
        told.forEach(task -> task.cannotAsk(fault));
    }

    private record Turn(ServiceTask task, boolean onlyIfMoved) {}

    /** What a thread that reads does until this plan is over. */
    private void read(SweepPlan mine) {
        try {
            for (Turn turn = take(mine); turn != null; turn = take(mine)) {
                ServiceTask task = turn.task();
                if (isSweeping.getAsBoolean()) {
                    long again = task.isClosed() ? 0 : turn.onlyIfMoved() ? task.readIfMoved() : task.read();
                    Set<String> nodes = task.nodes();
                    synchronized (lock) {
                        mine.done(task.service(), nodes, again);
                        lock.notifyAll();
                    }
                } else {
                    remove(task);
                    giveBack.accept(task);
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but to end it.
            Thread.currentThread().interrupt();
        }
    }

    /** The next one to read; null when this plan is over. */
    private @Nullable Turn take(SweepPlan mine) throws InterruptedException {
        synchronized (lock) {
            while (plan == mine) {
                SweepPlan.Turn due = mine.next().orElse(null);
                ServiceTask task = due == null ? null : tasks.get(due.service());
                if (due != null && task != null) {
                    return new Turn(task, due.onlyIfMoved());
                }
                long wait = mine.nextDeadline() - ticker.millis();
                if (wait > 0) {
                    lock.wait(Math.min(wait, MOST_WAIT_MILLIS));
                }
            }
            return null;
        }
    }
}
