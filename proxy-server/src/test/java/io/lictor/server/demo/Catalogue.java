package io.lictor.server.demo;

import io.lictor.discovery.devconsul.ConsulAdmin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * A thousand services of twenty instances with the tag {@code T} in a registry, each instance known by its port.
 *
 * <p>For one thread.
 */
final class Catalogue {

    static final int SERVICES = 1_000;
    static final int INSTANCES = 20;
    /** Changes a second. */
    static final int RATE = 50;

    /** What Consul takes in one transaction. */
    private static final int IN_ONE = 64;

    private final ConsulAdmin admin;
    private final Set<Integer> there = new TreeSet<>();
    private final Random random = new Random(5);

    Catalogue(ConsulAdmin admin) {
        this.admin = admin;
    }

    /** The ports of all that is registered. */
    Set<Integer> ports() {
        return Collections.unmodifiableSet(there);
    }

    /** Registers all of them at a node that has no agent. */
    void fill() {
        change(List.of("{\"Node\": {\"Verb\": \"set\", \"Node\": {\"Node\": \"ext\", \"Address\": \"127.0.0.1\"}}}"));
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < SERVICES * INSTANCES; i++) {
            there.add(port(i));
            operations.add(operation("set", port(i)));
            if (operations.size() == IN_ONE) {
                change(operations);
                operations.clear();
            }
        }
        if (!operations.isEmpty()) {
            change(operations);
        }
    }

    /**
     * Takes away what is there and registers what is not, at random and at {@link #RATE}.
     *
     * @param told gets each port when Consul has taken the change, and whether it is there now
     */
    void churn(int seconds, BiConsumer<Integer, Boolean> told) {
        long next = System.nanoTime();
        for (int i = 0; i < seconds * RATE; i++) {
            int port = port(random.nextInt(SERVICES * INSTANCES));
            boolean adds = there.add(port);
            if (!adds) {
                there.remove(port);
            }
            change(List.of(operation(adds ? "set" : "delete", port)));
            told.accept(port, adds);
            next += TimeUnit.SECONDS.toNanos(1) / RATE;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Says of the node that has them all that it is well, or not. */
    void node(boolean passing) {
        change(List.of(
                "{\"Check\": {\"Verb\": \"set\", \"Check\": {\"Node\": \"ext\", \"CheckID\": \"node\", \"Name\": \"node\","
                        + " \"Status\": \"" + (passing ? "passing" : "critical")
                        + "\", \"Output\": \"said by a test\"}}}"));
    }

    private static int port(int number) {
        return 1 + number;
    }

    private static String operation(String verb, int port) {
        return String.format(
                Locale.ROOT,
                "{\"Service\": {\"Verb\": \"%s\", \"Node\": \"ext\", \"Service\": {\"ID\": \"i-%d\", \"Service\": \"m-%d\","
                        + " \"Port\": %d, \"Tags\": [\"T\"]}}}",
                verb,
                port,
                (port - 1) / INSTANCES,
                port);
    }

    private void change(List<String> operations) {
        admin.put("/v1/txn", "[" + String.join(",", operations) + "]");
    }
}
