package io.lictor.upstream;

import io.lictor.config.UpstreamOptions;

/**
 * A named group of peers. Its peers change by generations; the upstream itself stays the same object while its name is
 * known, and with it the state of its balancing.
 */
public final class Upstream {

    private final String name;
    private final Balancer[] balancers;
    private volatile UpstreamOptions options;

    Upstream(String name, UpstreamOptions options, int loops, Balancer.Factory factory) {
        this.name = name;
        this.options = options;
        this.balancers = new Balancer[loops];
        for (int loop = 0; loop < loops; loop++) {
            balancers[loop] = factory.create(loop);
        }
    }

    public String name() {
        return name;
    }

    /** How connections to its peers are kept. */
    public UpstreamOptions options() {
        return options;
    }

    void options(UpstreamOptions newOptions) {
        options = newOptions;
    }

    /** The balancer of one loop; to be used on that loop only. */
    public Balancer balancer(int loop) {
        return balancers[loop];
    }

    @Override
    public String toString() {
        return name;
    }
}
