package io.lictor.discovery.testkit;

import io.lictor.config.DesiredState;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Keeps every desired state that it is told, with the moment. Any thread. */
public final class RecordingSink implements Consumer<DesiredState> {

    private final List<DesiredState> states = new ArrayList<>();
    private long lastAt;

    @Override
    public synchronized void accept(DesiredState state) {
        states.add(state);
        lastAt = System.nanoTime();
        notifyAll();
    }

    /** All states so far. */
    public synchronized List<DesiredState> states() {
        return List.copyOf(states);
    }

    /** The last state told. */
    public synchronized DesiredState last() {
        return states.isEmpty() ? DesiredState.EMPTY : states.get(states.size() - 1);
    }

    /**
     * Waits until the last state is like this.
     *
     * @return when it was told, in nanoseconds of the system's clock
     */
    public synchronized long await(String what, Duration atMost, Predicate<DesiredState> wanted) {
        long until = System.nanoTime() + atMost.toNanos();
        while (!wanted.test(last())) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not within " + atMost + ": " + what + "; the last state is " + last());
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        return lastAt;
    }

    /** Waits until an upstream has exactly these ports. */
    public long awaitPorts(String upstream, Integer... ports) {
        return await(
                upstream + " has ports " + List.of(ports),
                Duration.ofSeconds(15),
                state -> ports(state, upstream).equals(Set.of(ports)));
    }

    /** The ports of an upstream's peers; empty also when there is no such upstream. */
    public static Set<Integer> ports(DesiredState state, String upstream) {
        return peers(state, upstream).stream().map(p -> p.address().port()).collect(Collectors.toSet());
    }

    /** An upstream's peers; empty also when there is no such upstream. */
    public static List<PeerSpec> peers(DesiredState state, String upstream) {
        return state.upstreams().stream()
                .filter(u -> u.name().equals(upstream))
                .findFirst()
                .map(UpstreamSpec::peers)
                .orElse(List.of());
    }
}
