package io.lictor.upstream;

import io.lictor.config.Balance;
import io.lictor.config.UpstreamOptions;

/**
 * A named group of peers. Its peers change by generations; the upstream itself stays the same object while its name is
 * known, and with it the state of its balancing.
 */
public final class Upstream {

    private final String name;
    private final int loops;
    private final Balancer.Factory factory;
    private final RetryBudget retries = new RetryBudget();
    private final Waiters waiters;
    private final EjectionCap cap = new EjectionCap();
    private volatile Balancer[] balancers;
    private volatile UpstreamOptions options;

    Upstream(String name, UpstreamOptions options, int loops, Balancer.Factory factory) {
        this.name = name;
        this.loops = loops;
        this.factory = factory;
        this.options = options;
        this.waiters = new Waiters(loops);
        this.balancers = balancers(options.balance());
    }

    public String name() {
        return name;
    }

    /** How its peers are chosen, and how connections to them are kept. */
    public UpstreamOptions options() {
        return options;
    }

    /** How many of its peers are out for their health. Any thread. */
    public int ejected() {
        return cap.out();
    }

    /** Whether all its peers are out and all are tried: {@code panic}. Any thread. */
    public boolean isPanicking() {
        return cap.panics();
    }

    EjectionCap cap() {
        return cap;
    }

    /** Takes new options; another method of balancing starts anew. */
    void options(UpstreamOptions newOptions) {
        boolean sameMethod = newOptions.balance().equals(options.balance());
        options = newOptions;
        if (!sameMethod) {
            balancers = balancers(newOptions.balance());
        }
    }

    /** The balancer of one loop; to be used on that loop only. */
    public Balancer balancer(int loop) {
        return balancers[loop];
    }

    /** How many may be tried a second time at once. */
    public RetryBudget retries() {
        return retries;
    }

    /** Who waits for a slot of its peers. */
    public Waiters waiters() {
        return waiters;
    }

    private Balancer[] balancers(Balance balance) {
        Balancer[] made = new Balancer[loops];
        for (int loop = 0; loop < loops; loop++) {
            made[loop] = factory.create(balance, loop);
        }
        return made;
    }

    @Override
    public String toString() {
        return name;
    }
}
