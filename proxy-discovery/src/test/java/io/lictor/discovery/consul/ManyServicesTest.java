package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Discovery;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thousand services of twenty instances, and fifty changes a second. */
@ExtendWith(ConsulExtension.class)
@Tag("full")
@Timeout(300)
class ManyServicesTest {

    private static final int SERVICES = 1_000;
    private static final int INSTANCES = 20;
    private static final int CHANGES = 1_000;
    private static final int IN_ONE = 64;

    private final RecordingSink sink = new RecordingSink();

    private static int port(int service, int instance) {
        return 1 + service * INSTANCES + instance;
    }

    private static String set(int port) {
        return String.format(
                Locale.ROOT,
                "{\"Service\": {\"Verb\": \"set\", \"Node\": \"ext\", \"Service\": {\"ID\": \"i-%d\", \"Service\": \"m-%d\","
                        + " \"Port\": %d, \"Tags\": [\"T\"]}}}",
                port,
                (port - 1) / INSTANCES,
                port);
    }

    private static String delete(int port) {
        return String.format(
                Locale.ROOT,
                "{\"Service\": {\"Verb\": \"delete\", \"Node\": \"ext\", \"Service\": {\"ID\": \"i-%d\", \"Service\": \"m-%d\"}}}",
                port,
                (port - 1) / INSTANCES);
    }

    private static void change(ConsulAdmin admin, List<String> operations) {
        admin.put("/v1/txn", "[" + String.join(",", operations) + "]");
    }

    @Test
    void convergesToTheExactCatalogue(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow())) {
            ConsulAdmin admin = agent.admin();
            change(
                    admin,
                    List.of(
                            "{\"Node\": {\"Verb\": \"set\", \"Node\": {\"Node\": \"ext\", \"Address\": \"127.0.0.1\"}}}"));
            Set<Integer> there = register(admin);
            ConsulOptions options =
                    new ConsulOptions(false, agent.host(), agent.port(), Optional.empty(), Optional.empty(), true);
            try (ConsulRegistry registry = ConsulRegistry.create(options);
                    Discovery discovery = Discovery.start(Routes.config("/a tag:T"), registry, sink)) {
                await(there, "all");
                long start = System.nanoTime();
                churn(admin, there);
                long churned = System.nanoTime();
                long at = await(there, "all after the changes");
                System.out.printf(
                        "many: %d changes in %d ms, exact %d ms after the last one%n",
                        CHANGES, (churned - start) / 1_000_000, (at - churned) / 1_000_000);
                assertThat(discovery.view().ready()).isTrue();
            }
        }
    }

    private static Set<Integer> register(ConsulAdmin admin) {
        Set<Integer> there = new TreeSet<>();
        List<String> operations = new ArrayList<>();
        for (int service = 0; service < SERVICES; service++) {
            for (int instance = 0; instance < INSTANCES; instance++) {
                there.add(port(service, instance));
                operations.add(set(port(service, instance)));
                if (operations.size() == IN_ONE) {
                    change(admin, operations);
                    operations.clear();
                }
            }
        }
        if (!operations.isEmpty()) {
            change(admin, operations);
        }
        return there;
    }

    private static void churn(ConsulAdmin admin, Set<Integer> there) {
        Random random = new Random(5);
        long next = System.nanoTime();
        for (int i = 0; i < CHANGES; i++) {
            int port = port(random.nextInt(SERVICES), random.nextInt(INSTANCES));
            if (there.remove(port)) {
                change(admin, List.of(delete(port)));
            } else {
                there.add(port);
                change(admin, List.of(set(port)));
            }
            next += TimeUnit.MILLISECONDS.toNanos(20);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private long await(Set<Integer> wanted, String what) {
        return sink.await(
                what, Duration.ofSeconds(60), state -> ports(state, "tag:T").equals(wanted));
    }
}
