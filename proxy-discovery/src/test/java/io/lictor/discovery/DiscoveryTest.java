package io.lictor.discovery;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread around the decisions, before a registry in memory. */
class DiscoveryTest {

    private final RecordingSink sink = new RecordingSink();
    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void knowsAllThatTheRegistryAnswersAtOnceBeforeItReturns() {
        registry.register("a-1", "a", "127.0.0.1", 1, List.of("T"));
        try (Discovery discovery = Discovery.start(Routes.config("/a tag:T", "/b http://1.2.3.4:5"), registry, sink)) {
            assertThat(discovery.view().ready()).isTrue();
            assertThat(sink.states()).hasSize(1);
            assertThat(ports(sink.last(), "tag:T")).containsExactly(1);
        }
    }

    @Test
    void followsTheRegistry() {
        try (Discovery discovery = Discovery.start(Routes.config("/a tag:T"), registry, sink)) {
            registry.register("a-1", "a", "127.0.0.1", 1, List.of("T"));
            registry.register("b-2", "b", "127.0.0.1", 2, List.of("T", "lictor:/b"));
            sink.awaitPorts("tag:T", 1, 2);
            sink.awaitPorts("b /b", 2);
            registry.report("a-1", Instance.Status.CRITICAL);
            sink.awaitPorts("tag:T", 2);
            registry.report("a-1", Instance.Status.PASSING);
            sink.awaitPorts("tag:T", 1, 2);
            registry.deregister("b-2");
            sink.awaitPorts("tag:T", 1);
            registry.register("a-1", "a", "127.0.0.1", 1, List.of());
            sink.awaitPorts("tag:T");
            assertThat(discovery.view().ready()).isTrue();
        }
    }

    @Test
    void staysReadyWhenAServiceIsFoundLater() {
        ScriptedRegistry scripted = new ScriptedRegistry();
        try (Discovery discovery = Discovery.start(Routes.config("/a http://1.2.3.4:5"), scripted, sink)) {
            assertThat(discovery.view().ready()).isTrue();
            scripted.catalog(new CatalogSnapshot(Map.of("x", Set.of("lictor:/x")), true));
            eventually(
                    "watched",
                    Duration.ofSeconds(5),
                    () -> discovery.view().watches().size() == 2);
            assertThat(discovery.view().ready()).isTrue();
            assertThat(discovery.view().watches().get(1).ageMillis()).isEqualTo(-1);
        }
    }

    /** Where Consul is off there is nothing to watch, and nothing to wait for. */
    @Test
    void servesFixedRoutesWithoutARegistry() {
        DiscoveryConfig config = Routes.config("/b http://1.2.3.4:5").withPolicy(DiscoveryPolicy.DEFAULT);
        try (Discovery discovery = Discovery.prepare(config, List.of(), StateStore.NONE)) {
            assertThat(ports(discovery.initial(), "http://1.2.3.4:5")).containsExactly(5);
            discovery.watch(sink);
            assertThat(discovery.view()).isEqualTo(new DiscoveryView(true, List.of(), List.of()));
            assertThat(discovery.release(Optional.empty()))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo(0);
        }
    }

    @Test
    void survivesASinkThatThrows() {
        AtomicInteger calls = new AtomicInteger();
        try (Discovery discovery = Discovery.start(Routes.config("/a service:a"), registry, state -> {
            calls.incrementAndGet();
            throw new IllegalStateException("of the test");
        })) {
            registry.register("a-1", "a", "127.0.0.1", 1, List.of());
            eventually("told twice", Duration.ofSeconds(5), () -> calls.get() == 2);
            assertThat(discovery.view().ready()).isTrue();
        }
    }

    @Test
    void tellsNothingAfterItIsClosed() {
        Discovery discovery = Discovery.start(Routes.config("/a service:a"), registry, sink);
        discovery.close();
        registry.register("a-1", "a", "127.0.0.1", 1, List.of());
        assertThat(sink.states()).hasSize(1);
    }
}
