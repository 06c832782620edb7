package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.config.PeerSpec;
import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryConfig;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.devconsul.Registration.Check;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import io.lictor.discovery.testkit.TestConsul;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Discovery before a real agent: what happens there is what is told, and soon. */
@ExtendWith(ConsulExtension.class)
class RealConsulTest {

    private final RecordingSink sink = new RecordingSink();
    private final List<String> registered = new ArrayList<>();
    private ConsulAdmin admin;
    private ConsulRegistry registry;
    private Discovery discovery;

    @BeforeEach
    void openRegistry(TestConsul consul) {
        admin = consul.admin();
        registry = ConsulRegistry.create(
                new ConsulOptions(false, consul.host(), consul.port(), Optional.empty(), Optional.empty(), true));
    }

    @AfterEach
    void closeAll() {
        if (discovery != null) {
            discovery.close();
        }
        registry.close();
        registered.forEach(admin::deregister);
    }

    private void start(String... routes) {
        discovery = Discovery.start(Routes.config(routes), registry, sink);
    }

    private void register(Registration instance) {
        admin.register(instance);
        registered.remove(instance.id());
        registered.add(instance.id());
    }

    private void deregister(String id) {
        admin.deregister(id);
        registered.remove(id);
    }

    private static Registration instance(String service, int port, String... tags) {
        return Registration.of(service + "-" + port, service, "127.0.0.1", port, tags);
    }

    @Test
    void findsTheServicesThatBearATag() {
        register(instance("t1-keycloak", 8080, "T00123"));
        start("/sso tag:T00123");
        sink.awaitPorts("tag:T00123", 8080);
        register(instance("t1-keycloak", 8081, "T00123"));
        sink.awaitPorts("tag:T00123", 8080, 8081);
        register(instance("t1-other", 8082, "T00123"));
        sink.awaitPorts("tag:T00123", 8080, 8081, 8082);
        register(instance("t1-other", 8082, "something-else"));
        sink.awaitPorts("tag:T00123", 8080, 8081);
        deregister("t1-keycloak-8080");
        sink.awaitPorts("tag:T00123", 8081);
        assertThat(peers(sink.last(), "tag:T00123").get(0).instances()).containsExactly("dc1/dev/t1-keycloak-8081");
    }

    @Test
    void tellsTheLastInstanceGoneAndBack() {
        start("/a service:t2");
        register(instance("t2", 8080));
        sink.awaitPorts("service:t2", 8080);
        deregister("t2-8080");
        sink.awaitPorts("service:t2");
        assertThat(sink.last().routes()).hasSize(1);
        register(instance("t2", 8080));
        sink.awaitPorts("service:t2", 8080);
    }

    @Test
    void takesCriticalAndMaintenanceOutAndWarningNot() {
        start("/a service:t3");
        register(instance("t3", 1).withCheck(Check.told()).withWeights(10, 3));
        register(instance("t3", 2));
        sink.awaitPorts("service:t3", 2);
        admin.report("t3-1", "passing", "fine");
        sink.awaitPorts("service:t3", 1, 2);
        assertThat(weight(1)).isEqualTo(10);
        admin.report("t3-1", "warning", "so so");
        sink.await("weight of a warning", Duration.ofSeconds(10), state -> weight(1) == 3);
        admin.report("t3-1", "critical", "broken");
        sink.awaitPorts("service:t3", 2);
        admin.report("t3-1", "passing", "fine");
        sink.awaitPorts("service:t3", 1, 2);
        admin.maintenance("t3-1", true);
        sink.awaitPorts("service:t3", 2);
        admin.maintenance("t3-1", false);
        sink.awaitPorts("service:t3", 1, 2);
    }

    private int weight(int port) {
        return peers(sink.last(), "service:t3").stream()
                .filter(peer -> peer.address().port() == port)
                .mapToInt((PeerSpec peer) -> peer.options().weight())
                .findFirst()
                .orElse(0);
    }

    @Test
    void readsRoutesFromTagsAndMeta() {
        discovery = Discovery.start(new DiscoveryConfig(List.of(), Set.of()), registry, sink);
        register(instance("t5", 1, "lictor:/t5 max_fails=3", "lictor:/t5 nonsense=1"));
        sink.awaitPorts("t5 /t5", 1);
        assertThat(peers(sink.last(), "t5 /t5").get(0).options().maxFails()).isEqualTo(3);
        register(instance("t5", 1, "lictor:/t5 max_fails=3", "grüß-Gott")
                .withMeta(Map.of("lictor-route-1", "/t5/meta proxy_read_timeout=5s")));
        sink.awaitPorts("t5 /t5/meta", 1);
        assertThat(discovery.view().problems()).isEmpty();
        assertThat(discovery.view().ready()).isTrue();
    }

    @Test
    void readsRoutesThatStandInMetaAloneWhereATagSaysSo() {
        discovery = Discovery.start(new DiscoveryConfig(List.of(), Set.of()), registry, sink);
        register(instance("t7", 1, "lictor").withMeta(Map.of("lictor-route-1", "/t7 max_fails=3")));
        sink.awaitPorts("t7 /t7", 1);
        assertThat(peers(sink.last(), "t7 /t7").get(0).options().maxFails()).isEqualTo(3);
        assertThat(discovery.view().problems()).isEmpty();
    }

    @Test
    void countsWhatItAsksAndWhatItIsTold() {
        start("/a service:t8");
        register(instance("t8", 1));
        sink.awaitPorts("service:t8", 1);
        DatacenterView whole = discovery.view().datacenters().get(0);
        assertThat(whole.instances()).containsEntry(Instance.Status.PASSING, 1);
        assertThat(whole.traffic().changed()).isPositive();
        assertThat(whole.traffic().characters()).isPositive();
        assertThat(whole.traffic().leaderKnown()).isTrue();
        eventually(
                "questions are open",
                Duration.ofSeconds(10),
                () -> discovery.view().datacenters().get(0).traffic().inFlight() >= 2);
    }

    @Test
    void reportsWhatCannotBeUsed() {
        start("/a service:t6");
        register(instance("t6", 1, "lictor:nonsense"));
        register(Registration.of("t6-none", "t6", "127.0.0.1", 0));
        sink.awaitPorts("service:t6", 1);
        assertThat(discovery.view().problems())
                .extracting(Problem::place)
                .contains("tag \"lictor:nonsense\" of t6@dev");
        eventually(
                "it is so",
                Duration.ofSeconds(10),
                () -> discovery.view().problems().stream()
                        .anyMatch(p -> p.message().contains("port: 0 (expected: 1 to 65535)")));
    }

    @Test
    void encodesNamesAndReadsUnicode() {
        start("/a service:t7%20x", "/b service:tör", "/c tag:grün");
        register(instance("t7%20x", 1));
        register(instance("tör", 2, "grün"));
        sink.awaitPorts("service:t7%20x", 1);
        sink.awaitPorts("service:tör", 2);
        sink.awaitPorts("tag:grün", 2);
    }

    @Test
    void publishesNothingForIdenticalRegistrationsAndOutputs() {
        register(instance("t8", 1).withCheck(Check.told()));
        admin.report("t8-1", "passing", "first");
        start("/a service:t8", "/b service:t8-sign");
        sink.awaitPorts("service:t8", 1);
        int before = sink.states().size();
        long asked = answers();
        long began = System.nanoTime();
        for (int i = 0; i < 150; i++) {
            admin.report("t8-1", "passing", "output " + i);
            LockSupport.parkNanos(began + (i + 1) * 20_000_000L - System.nanoTime());
        }
        // Four watches and triggers at most: two at once, then one a second.
        long seconds = 1 + (System.nanoTime() - began) / 1_000_000_000;
        assertThat(answers() - asked)
                .as("calls in %d s of fifty outputs a second", seconds)
                .isLessThan(4 * (2 + seconds));
        register(instance("t8", 1).withCheck(Check.told()));
        register(instance("t8-sign", 2));
        sink.awaitPorts("service:t8-sign", 2);
        assertThat(sink.states()).hasSize(before + 1);
    }

    private long answers() {
        return registry.traffic().same() + registry.traffic().changed();
    }

    /** From before the call that changes something to the moment at which the sink is told; fewer than are paced. */
    @Test
    void tellsAChangeWithinMilliseconds() {
        int rounds = 3;
        for (int port = 1; port <= rounds + 1; port++) {
            register(instance("t9", port));
        }
        start("/a service:t9", "/t tag:t9-tag");
        sink.await(
                "all",
                Duration.ofSeconds(15),
                state -> ports(state, "service:t9").size() == rounds + 1);
        Map<String, List<Double>> took = new TreeMap<>();
        for (int i = 1; i <= rounds; i++) {
            int port = i;
            Registration moved = Registration.of("t9-" + port, "t9", "127.0.0.1", port + 1_000);
            measure(
                    took,
                    "deregistration",
                    () -> deregister("t9-" + port),
                    state -> !ports(state, "service:t9").contains(port));
            measure(
                    took,
                    "registration",
                    () -> register(instance("t9", port)),
                    state -> ports(state, "service:t9").contains(port));
            measure(
                    took,
                    "port",
                    () -> register(moved),
                    state -> ports(state, "service:t9").contains(port + 1_000));
            measure(
                    took,
                    "tag",
                    () -> register(moved.withTags("t9-tag")),
                    state -> ports(state, "tag:t9-tag").contains(port + 1_000));
            measure(
                    took,
                    "weight",
                    () -> register(moved.withTags("t9-tag").withWeights(7, 1)),
                    state -> peers(state, "service:t9").stream()
                            .anyMatch(peer -> peer.address().port() == port + 1_000
                                    && peer.options().weight() == 7));
        }
        List<Double> sorted =
                took.values().stream().flatMap(List::stream).sorted().toList();
        took.forEach((what, values) -> System.out.println(what + " to sink, ms: " + values));
        assertThat(sorted).hasSize(15);
        assertThat(sorted.get(14)).as("the slowest").isLessThan(100);
    }

    private void measure(Map<String, List<Double>> took, String what, Runnable change, Predicate<DesiredState> seen) {
        took.computeIfAbsent(what, name -> new ArrayList<>()).add(millis(change, seen));
    }

    private double millis(Runnable change, Predicate<DesiredState> seen) {
        long before = System.nanoTime();
        change.run();
        long at = sink.await("the change", Duration.ofSeconds(15), seen);
        return Math.round((at - before) / 1e4) / 100.0;
    }

    @Test
    void closesWithinASecondAndLeavesNoThread() {
        start("/a service:t10", "/b tag:t10", "/c service:t10-c");
        eventually("it is so", Duration.ofSeconds(10), () -> discovery.view().ready());
        long before = System.nanoTime();
        discovery.close();
        registry.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        eventually(
                "it is so",
                Duration.ofSeconds(10),
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("lictor-consul ")
                                || thread.getName().equals("lictor-discovery")
                                || thread.getName().equals("lictor-consul-deadlines")));
        discovery = null;
    }
}
