package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.consul.ConsulOptions.Agent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several agents is asked: the first one, until it fails; then the one that answers, for as long as it does.
 *
 * <p>Any thread; owns nothing.
 */
final class Agents {

    /** One that failed is not tried again for so long while there is another. */
    static final long REST_MILLIS = 30_000;

    private static final Logger log = LoggerFactory.getLogger(Agents.class);

    private final List<Agent> agents;
    private final Ticker ticker;
    /** When each failed last, by its number; the least long for never. Guarded by this. */
    private final long[] failedAt;

    private volatile int current;

    Agents(List<Agent> agents, Ticker ticker) {
        this.agents = agents;
        this.ticker = ticker;
        this.failedAt = new long[agents.size()];
        java.util.Arrays.fill(failedAt, Long.MIN_VALUE);
    }

    /** Where the agent of this number is. */
    String name(int agent) {
        return agents.get(agent).toString();
    }

    /** The number of the one to ask. */
    int current() {
        return current;
    }

    /** The agent of this number did not answer. When it is the one that is asked, another one is from now on. */
    synchronized void failed(int agent, String why) {
        failedAt[agent] = ticker.millis();
        if (agent != current || agents.size() == 1) {
            return;
        }
        int next = next(agent);
        current = next;
        log.warn("consul agent={} was={} why=\"{}\"", agents.get(next), agents.get(agent), why);
    }

    /**
     * The agent of this number answers, and another one that was tried before did not: it is asked from now on, unless that
     * other is not the one that is asked any more.
     */
    synchronized void found(int agent, int tried) {
        if (agent != current && tried == current) {
            log.warn("consul agent={} was={} why=\"it answers\"", agents.get(agent), agents.get(current));
            current = agent;
        }
    }

    /** The first that has not failed lately; when all have, the one whose failure is the longest ago. */
    private int next(int failed) {
        long now = ticker.millis();
        int oldest = -1;
        for (int i = 0; i < failedAt.length; i++) {
            if (i == failed) {
                continue;
            }
            if (failedAt[i] == Long.MIN_VALUE || now - failedAt[i] >= REST_MILLIS) {
                return i;
            }
            if (oldest < 0 || failedAt[i] < failedAt[oldest]) {
                oldest = i;
            }
        }
        return oldest;
    }
}
