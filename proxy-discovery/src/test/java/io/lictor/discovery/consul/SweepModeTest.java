package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.WatchMode;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.devconsul.Registration.Check;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many services watched by three queries, before a real agent. */
@ExtendWith(ConsulExtension.class)
@Timeout(120)
class SweepModeTest {

    private static final String POOL = "tag:T";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RecordingSink sink = new RecordingSink();

    private static ConsulOptions options(ConsulAgent agent, int queries) {
        return new ConsulOptions(false, agent.host(), agent.port(), Optional.empty(), Optional.empty(), true)
                .withMaxBlockingQueries(queries);
    }

    private static Registration instance(int number) {
        return Registration.of("s-" + number, "s-" + number, "127.0.0.1", number, "T")
                .withCheck(Check.told());
    }

    private static void register(ConsulAdmin admin, int from, int to) {
        for (int i = from; i <= to; i++) {
            admin.register(instance(i));
            admin.report("s-" + i, "passing", "fine");
        }
    }

    private long await(Set<Integer> wanted) {
        return sink.await(wanted + " only", SOON, state -> ports(state, POOL).equals(wanted));
    }

    private static Set<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().collect(Collectors.toSet());
    }

    private static Set<Integer> without(Set<Integer> all, int... some) {
        Set<Integer> left = new java.util.TreeSet<>(all);
        for (int one : some) {
            left.remove(one);
        }
        return left;
    }

    @Test
    void followsEveryKindOfChange(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow())) {
            ConsulAdmin admin = agent.admin();
            register(admin, 1, 40);
            try (ConsulRegistry registry = ConsulRegistry.create(options(agent, 10));
                    Discovery discovery = Discovery.start(Routes.config("/a tag:T"), registry, sink)) {
                Set<Integer> all = numbers(1, 40);
                await(all);
                admin.report("s-7", "critical", "broken");
                await(without(all, 7));
                admin.report("s-7", "warning", "so so");
                await(all);
                admin.maintenance("s-8", true);
                await(without(all, 8));
                admin.maintenance("s-8", false);
                await(all);
                long before = System.nanoTime();
                admin.deregister("s-9");
                long millis = (await(without(all, 9)) - before) / 1_000_000;
                System.out.println("deregistration to sink while sweeping, ms: " + millis);
                assertThat(millis).isLessThan(3_000);
                admin.register(Registration.of("s-10", "s-10", "127.0.0.1", 110, "T"));
                Set<Integer> moved = without(all, 9, 10);
                moved.add(110);
                await(moved);
                admin.nodeMaintenance(true);
                await(Set.of());
                admin.nodeMaintenance(false);
                await(moved);
                assertThat(discovery.view().watches())
                        .extracting(WatchView::state)
                        .containsOnly("LIVE");
                assertThat(mode(discovery)).isEqualTo(WatchMode.SWEEP);
                assertThat(threads()).isLessThan(20);
            }
        }
    }

    @Test
    void goesOverAndBackWithoutLosingAChange(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow())) {
            ConsulAdmin admin = agent.admin();
            register(admin, 1, 8);
            try (ConsulRegistry registry = ConsulRegistry.create(options(agent, 10));
                    Discovery discovery = Discovery.start(Routes.config("/a tag:T"), registry, sink)) {
                await(numbers(1, 8));
                register(admin, 9, 20);
                await(numbers(1, 20));
                admin.report("s-3", "critical", "broken");
                await(without(numbers(1, 20), 3));
                for (int i = 6; i <= 20; i++) {
                    admin.deregister("s-" + i);
                }
                await(without(numbers(1, 5), 3));
                eventually(
                        "watched no more",
                        SOON,
                        () -> discovery.view().watches().size() == 6);
                admin.report("s-3", "passing", "fine");
                await(numbers(1, 5));
                eventually("a thread each", SOON, () -> triggers() == 0);
                eventually("and says so", SOON, () -> mode(discovery) == WatchMode.DIRECT);
                admin.register(
                        Registration.of("s-4", "s-4", "127.0.0.1", 44, "T").withMeta(Map.of("k", "v")));
                Set<Integer> moved = without(numbers(1, 5), 4);
                moved.add(44);
                await(moved);
            }
        }
    }

    /** Consul resets the 200th connection from one address, whatever we were told to open. */
    @Test
    void becomesModestWhenTheAgentTurnsConnectionsAway(ConsulBinary binary) throws Exception {
        int services = 230;
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow())) {
            for (int i = 1; i <= services; i++) {
                agent.admin().register(Registration.of("m-" + i, "m-" + i, "127.0.0.1", i, "T"));
            }
            try (ConsulRegistry registry = ConsulRegistry.create(options(agent, 4_000));
                    Discovery discovery = Discovery.start(Routes.config("/a tag:T"), registry, sink)) {
                await(numbers(1, services));
                eventually("it sweeps", SOON, () -> triggers() == 3);
                agent.admin().deregister("m-77");
                await(without(numbers(1, services), 77));
                eventually(
                        "all well",
                        Duration.ofSeconds(60),
                        () -> discovery.view().watches().stream()
                                .allMatch(watch -> watch.state().equals("LIVE")));
            }
        }
    }

    private static WatchMode mode(Discovery discovery) {
        return discovery.view().datacenters().get(0).mode();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lictor-consul"))
                .count();
    }

    private static long triggers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lictor-consul trigger"))
                .count();
    }
}
