package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.devconsul.Registration.Check;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Discovery before an agent that the test configures and ill-treats. */
@ExtendWith(ConsulExtension.class)
class OwnAgentTest {

    private final RecordingSink sink = new RecordingSink();

    @TempDir
    private Path folder;

    private ConsulRegistry registry(ConsulAgent agent) {
        return ConsulRegistry.create(
                new ConsulOptions(false, agent.host(), agent.port(), Optional.empty(), Optional.empty(), true));
    }

    private Registration keycloak(Path healthy) {
        return Registration.of("keycloak-1", "S00123-keycloak", "127.0.0.1", 8080, "S00123")
                .withCheck(Check.script("test -e " + healthy + " || exit 2", "1s"));
    }

    @Test
    void followsAScriptCheckThatSaysNothing(ConsulBinary binary) throws Exception {
        Path healthy = Files.createFile(folder.resolve("healthy"));
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow());
                ConsulRegistry registry = registry(agent);
                Discovery discovery = Discovery.start(Routes.config("/sso tag:S00123"), registry, sink)) {
            agent.define(keycloak(healthy));
            sink.awaitPorts("tag:S00123", 8080);
            Files.delete(healthy);
            sink.awaitPorts("tag:S00123");
            Files.createFile(healthy);
            sink.awaitPorts("tag:S00123", 8080);
            agent.undefine("keycloak-1");
            sink.awaitPorts("tag:S00123");
            assertThat(discovery.view().ready()).isTrue();
        }
    }

    @Test
    void keepsThePoolWhenTheAgentStartsAgainEmpty(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow());
                ConsulRegistry registry = registry(agent);
                Discovery discovery = Discovery.start(Routes.config("/a service:a"), registry, sink)) {
            for (int port = 1; port <= 5; port++) {
                agent.admin().register(Registration.of("a-" + port, "a", "127.0.0.1", port));
            }
            sink.awaitPorts("service:a", 1, 2, 3, 4, 5);
            int before = sink.states().size();
            agent.restart();
            eventually("held", Duration.ofSeconds(20), () -> state(discovery).equals("HELD"));
            assertThat(sink.states()).hasSize(before);
            agent.admin().register(Registration.of("a-6", "a", "127.0.0.1", 6));
            sink.awaitPorts("service:a", 1, 2, 3, 4, 5, 6);
            agent.close();
            eventually(
                    "degraded", Duration.ofSeconds(20), () -> state(discovery).equals("DEGRADED"));
            assertThat(ports(sink.last(), "service:a")).hasSize(6);
        }
    }

    /** Consul resets the 200th connection, so these must take turns. */
    @Test
    void watchesMoreServicesThanTheAgentAllowsConnections(ConsulBinary binary) throws Exception {
        int services = 250;
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow())) {
            for (int i = 1; i <= services; i++) {
                agent.admin().register(Registration.of("many-" + i, "many-" + i, "127.0.0.1", i, "T"));
            }
            try (ConsulRegistry registry = registry(agent);
                    Discovery discovery = Discovery.start(Routes.config("/a tag:T"), registry, sink)) {
                sink.await(
                        "all",
                        Duration.ofSeconds(20),
                        state -> ports(state, "tag:T").size() == services);
                agent.admin().deregister("many-7");
                sink.await(
                        "one less",
                        Duration.ofSeconds(20),
                        state -> ports(state, "tag:T").size() == services - 1);
                assertThat(discovery.view().watches())
                        .extracting(WatchView::state)
                        .containsOnly("LIVE");
                long before = System.nanoTime();
                discovery.close();
                registry.close();
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1_900));
            }
        }
    }

    @Test
    void startsWithoutAnAgentAndIsReadyOnlyWhenItHasAnswered(ConsulBinary binary) throws Exception {
        ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow());
        agent.close();
        try (ConsulRegistry registry = registry(agent);
                Discovery discovery =
                        Discovery.start(Routes.config("/a service:a", "/b http://127.0.0.1:9"), registry, sink)) {
            assertThat(ports(sink.last(), "http://127.0.0.1:9")).containsExactly(9);
            eventually(
                    "degraded", Duration.ofSeconds(10), () -> state(discovery).equals("DEGRADED"));
            assertThat(discovery.view().ready()).isFalse();
        }
    }

    private static String state(Discovery discovery) {
        return discovery.view().watches().stream()
                .filter(watch -> watch.name().equals("service a"))
                .map(WatchView::state)
                .findFirst()
                .orElse("");
    }
}
