package io.lictor.discovery;

import static io.lictor.discovery.Instance.Status.PASSING;
import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lictor.config.Tier;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.RegistryReading.UnreachableException;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistryReadingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void composesAsDiscoveryDoes() throws Exception {
        registry.register("a1", "a", "10.0.0.1", 80, List.of("lictor:/a weight=3", "other"));
        registry.register("b1", "b", "10.0.0.2", 80, List.of("plain"));
        registry.register("c1", "c", "10.0.0.3", 80, List.of("lictor:/c max_fails=x"));
        RegistryReading reading =
                RegistryReading.of(Routes.config("/s service:b"), List.of(Source.local(registry)), PATIENCE);

        assertThat(reading.state().routes()).extracting(r -> r.spec().key()).containsExactly("/s", "/a");
        assertThat(reading.problems()).hasSize(1);
        assertThat(reading.problems().get(0).place()).contains("lictor:/c max_fails=x");
        assertThat(reading.catalog()).containsOnlyKeys("a", "b", "c");
        assertThat(reading.services()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void saysWhyInstancesAreNoPeers() throws Exception {
        registry.register("a1", "a", "10.0.0.1", 80, List.of("lictor:/a"));
        registry.register("a2", "a", "10.0.0.2", 80, List.of("lictor:/a"));
        registry.register("a3", "a", "10.0.0.3", 80, List.of("lictor:/b"));
        registry.register("a4", "a", "10.0.0.4", 0, List.of("lictor:/a"));
        registry.register("a5", "a", "10.0.0.5", 80, List.of("lictor:/a"));
        registry.report("a2", Instance.Status.CRITICAL);
        registry.report("a5", Instance.Status.MAINTENANCE);
        RegistryReading reading = RegistryReading.of(Routes.config(), List.of(Source.local(registry)), PATIENCE);

        List<InstanceView> views =
                reading.instances(reading.state().routes().get(0).spec());
        assertThat(views)
                .extracting(InstanceView::why)
                .containsExactly(
                        "",
                        "a check of it is critical",
                        "does not declare this route",
                        "no port is registered",
                        "in maintenance");
        assertThat(views).filteredOn(InstanceView::used).hasSize(1);
    }

    /** What is told is what the composer does, for every kind of target. */
    @Test
    void theInstancesSaidToBeUsedAreThePeers() throws Exception {
        registry.register("a1", "a", "10.0.0.1", 80, List.of("lictor:/a", "T"));
        registry.register("a2", "a", "10.0.0.2", 80, List.of("T"));
        registry.register("b1", "b", "10.0.0.3", 80, List.of("T", "X"));
        registry.report("b1", Instance.Status.WARNING);
        registry.report("a2", Instance.Status.PENDING);
        for (Set<String> tags : List.of(Set.<String>of(), Set.of("X"))) {
            RegistryReading reading = RegistryReading.of(
                    new DiscoveryConfig(Routes.routes("/s service:a", "/t tag:T"), tags),
                    List.of(Source.local(registry)),
                    PATIENCE);
            reading.state().routes().forEach(route -> {
                List<String> peers = reading.state().upstreams().stream()
                        .filter(upstream -> upstream.name().equals(route.upstream()))
                        .flatMap(upstream -> upstream.peers().stream())
                        .flatMap(peer -> peer.instances().stream())
                        .toList();
                assertThat(reading.instances(route.spec()).stream()
                                .filter(InstanceView::used)
                                .map(InstanceView::id))
                        .as("%s %s", route.spec().key(), tags)
                        .containsExactlyInAnyOrderElementsOf(peers);
            });
        }
    }

    @Test
    void readsKeysAndTheServicesThatTheyLeadTo() throws Exception {
        registry.register("a1", "a", "10.0.0.1", 80, List.of());
        registry.register("b1", "b", "10.0.0.2", 81, List.of("lictor:/b"));
        registry.set("site/routes/a", Optional.of("/a service:a max_fails=5"));
        registry.set("site/defaults/*", Optional.of("max_fails=3"));
        registry.set("site/defaults/c", Optional.of("max_fails=7"));
        RegistryReading reading = RegistryReading.of(
                Routes.config().withPolicy(DiscoveryPolicy.DEFAULT.withKeys(Optional.of("site"))),
                List.of(Source.local(registry)),
                PATIENCE);

        assertThat(ports(reading.state(), "service:a")).containsExactly(80);
        assertThat(peers(reading.state(), "service:a").get(0).options().maxFails())
                .isEqualTo(5);
        assertThat(peers(reading.state(), "b /b").get(0).options().maxFails()).isEqualTo(3);
        assertThat(reading.state().routes().get(0).spec().source()).isEqualTo("key site/routes/a");
        assertThat(reading.idleDefaults()).containsExactly("site/defaults/c");
        assertThat(reading.problems()).isEmpty();
    }

    /** The proxy serves all the rest then, and so it is read. */
    @Test
    void keysThatMayNotBeReadAreSaidAndDoneWithout() throws Exception {
        registry.register("b1", "b", "10.0.0.2", 81, List.of("lictor:/b"));
        RegistryReading reading = RegistryReading.of(
                Routes.config().withPolicy(DiscoveryPolicy.DEFAULT),
                List.of(Source.local(new KeysRefused(registry))),
                PATIENCE);
        assertThat(ports(reading.state(), "b /b")).containsExactly(81);
        assertThat(reading.problems())
                .extracting(Problem::place, Problem::message)
                .containsExactly(
                        tuple("keys lictor/", "not read: Permission denied (expected: a token with key_prefix read)"));
    }

    private record KeysRefused(Registry services) implements Registry {

        @Override
        public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
            return services.watchCatalog(receiver);
        }

        @Override
        public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
            return services.watchService(service, receiver);
        }

        @Override
        public Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
            receiver.failed(new Fault(true, "Permission denied"));
            return () -> {};
        }

        @Override
        public void close() {
            services.close();
        }
    }

    /** The proxy serves without it, so what there is of the others is told. */
    @Test
    void aDatacenterToFallBackOnThatFailsIsAProblemAndNoMore() throws Exception {
        registry.register(new Instance(
                new Instance.Id("dc1", "n1", "b1"), "b", "10.0.0.2", 80, List.of(), Map.of(), PASSING, 1, 1, 1));
        InMemoryRegistry there = new InMemoryRegistry();
        there.register(new Instance(
                new Instance.Id("dc2", "n1", "b2"), "b", "10.0.0.3", 81, List.of(), Map.of(), PASSING, 1, 1, 1));
        DiscoveryConfig config =
                new DiscoveryConfig(Routes.routes("/s service:b"), Set.of(), List.of("dc1", "dc2", "dc3"), true);
        RegistryReading reading = RegistryReading.of(
                config,
                List.of(
                        new Source("dc1", registry),
                        new Source("dc2", there),
                        new Source("dc3", new FailingEverywhere())),
                PATIENCE);
        assertThat(reading.state().upstreams().get(0).peers())
                .extracting(
                        peer -> peer.address().port(), peer -> peer.options().tier())
                .containsExactly(tuple(80, Tier.FIRST), tuple(81, Tier.far(1)));
        assertThat(reading.problems())
                .extracting(Problem::place, Problem::message)
                .containsExactlyInAnyOrder(
                        tuple(
                                "catalog in dc3",
                                "not read: connection refused (expected: a datacenter to fall back on)"),
                        tuple(
                                "service b in dc3",
                                "not read: connection refused (expected: a datacenter to fall back on)"));
    }

    private static final class FailingEverywhere implements Registry {

        @Override
        public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
            receiver.failed(new Fault(false, "connection refused"));
            return () -> {};
        }

        @Override
        public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
            receiver.failed(new Fault(false, "connection refused"));
            return () -> {};
        }

        @Override
        public void close() {}
    }

    @Test
    void aRegistryThatFailsIsSaidAtOnce() {
        assertThatThrownBy(() -> RegistryReading.of(
                        Routes.config(), List.of(Source.local(new FailingRegistry())), Duration.ofHours(1)))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("catalog: connection refused");
    }

    private static final class FailingRegistry implements Registry {

        @Override
        public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
            receiver.failed(new Fault(false, "connection refused"));
            return () -> {};
        }

        @Override
        public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
            throw new AssertionError(service);
        }

        @Override
        public void close() {}
    }
}
