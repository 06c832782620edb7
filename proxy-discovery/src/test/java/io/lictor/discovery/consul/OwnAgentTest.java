package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryConfig;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.RegistryIdentity;
import io.lictor.discovery.Source;
import io.lictor.discovery.StateStore;
import io.lictor.discovery.consul.ConsulOptions.Agent;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.devconsul.Registration.Check;
import io.lictor.discovery.state.StateKeeper;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Discovery before an agent that the test configures and ill-treats. */
@ExtendWith(ConsulExtension.class)
class OwnAgentTest {

    private static final DiscoveryConfig TAGGED = Routes.config("/a tag:T");
    private static final DiscoveryConfig KEYED = Routes.config().withPolicy(DiscoveryPolicy.DEFAULT);

    private final RecordingSink sink = new RecordingSink();

    @TempDir
    private Path folder;

    /** What a run does from its start to its end. */
    @FunctionalInterface
    private interface Run {
        void with(Discovery discovery) throws Exception;
    }

    private static ConsulOptions options(ConsulAgent agent) {
        return new ConsulOptions(false, agent.host(), agent.port(), Optional.empty(), Optional.empty(), true);
    }

    private static ConsulRegistry registry(ConsulAgent agent) {
        return ConsulRegistry.create(options(agent));
    }

    /** A run of its own, which knows what the runs before it have kept. */
    private void run(ConsulAgent agent, DiscoveryConfig config, Run run) throws Exception {
        try (ConsulRegistry registry = registry(agent);
                StateKeeper keeper = StateKeeper.open(folder);
                Discovery discovery = Discovery.prepare(config, List.of(Source.local(registry)), keeper)) {
            run.with(discovery);
        }
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
            assertThat(sink.states().subList(before - 1, sink.states().size()))
                    .allSatisfy(
                            state -> assertThat(ports(state, "service:a")).containsExactlyInAnyOrder(1, 2, 3, 4, 5));
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

    /** A proxy that starts while Consul is away serves what the last one knew. */
    @Test
    void servesWhatTheLastRunKnewUntilTheAgentAnswers(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow())) {
            agent.admin().register(Registration.of("a-1", "a", "127.0.0.1", 1, "T"));
            agent.admin().register(Registration.of("a-2", "a", "127.0.0.1", 2, "T"));
            run(agent, TAGGED, discovery -> {
                discovery.watch(sink);
                sink.awaitPorts("tag:T", 1, 2);
            });
            // One is taken out while nobody watches: the next run learns that at once.
            agent.admin().deregister("a-2");
            RecordingSink second = new RecordingSink();
            run(agent, TAGGED, discovery -> {
                assertThat(ports(discovery.initial(), "tag:T")).containsExactlyInAnyOrder(1, 2);
                discovery.watch(second);
                second.awaitPorts("tag:T", 1);
            });
            agent.kill();
            RecordingSink third = new RecordingSink();
            run(agent, TAGGED, discovery -> {
                assertThat(ports(discovery.initial(), "tag:T")).containsExactly(1);
                discovery.watch(third);
                assertThat(discovery.view().ready()).isTrue();
                assertThat(state(discovery)).isEqualTo("RESTORED");
                // It is back, and has lost everything: what it does not explain is held.
                agent.restart();
                eventually(
                        "held", Duration.ofSeconds(30), () -> state(discovery).equals("HELD"));
                assertThat(ports(third.last(), "tag:T")).containsExactly(1);
                agent.admin().register(Registration.of("a-1", "a", "127.0.0.1", 1, "T"));
                eventually(
                        "live", Duration.ofSeconds(30), () -> state(discovery).equals("LIVE"));
                assertThat(third.states())
                        .allSatisfy(s -> assertThat(ports(s, "tag:T")).containsExactly(1));
            });
        }
    }

    /** An operator's keys say which services matter; nothing else names these, and one route needs none. */
    @Test
    void servesWhatKeysLedToUntilTheAgentAnswers(ConsulBinary binary) throws Exception {
        String fixed = "http://127.0.0.1:9";
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow())) {
            agent.admin().setKey("lictor/routes/fixed", "/fixed " + fixed);
            run(agent, KEYED, discovery -> {
                discovery.watch(sink);
                sink.awaitPorts(fixed, 9);
            });
            // By keys alone: nobody has said yet what the datacenter is called.
            run(agent, KEYED, discovery -> {
                assertThat(ports(discovery.initial(), fixed)).containsExactly(9);
                discovery.watch(sink);
                agent.admin().register(Registration.of("a-1", "a", "127.0.0.1", 1));
                agent.admin().register(Registration.of("b-2", "b", "127.0.0.1", 2, "B"));
                agent.admin().setKey("lictor/routes/a", "/a service:a");
                agent.admin().setKey("lictor/routes/b", "/b tag:B");
                sink.awaitPorts("service:a", 1);
                sink.awaitPorts("tag:B", 2);
            });
            agent.kill();
            RecordingSink next = new RecordingSink();
            run(agent, KEYED, discovery -> {
                assertThat(ports(discovery.initial(), "service:a")).containsExactly(1);
                assertThat(ports(discovery.initial(), "tag:B")).containsExactly(2);
                assertThat(ports(discovery.initial(), fixed)).containsExactly(9);
                discovery.watch(next);
                assertThat(discovery.view().ready()).isTrue();
                assertThat(discovery.view().watches())
                        .extracting(watch -> watch.name() + " " + watch.state())
                        .containsExactlyInAnyOrder(
                                "keys lictor/ RESTORED",
                                "catalog RESTORED",
                                "service a RESTORED",
                                "service b RESTORED");
                // It is back, and has neither keys nor services: nothing explains that.
                agent.restart();
                eventually(
                        "held",
                        Duration.ofSeconds(30),
                        () -> discovery.view().watches().stream()
                                .filter(watch -> !watch.name().equals("catalog"))
                                .allMatch(watch -> watch.state().equals("HELD")));
                assertThat(ports(next.last(), "service:a")).containsExactly(1);
                assertThat(ports(next.last(), fixed)).containsExactly(9);
            });
        }
    }

    @Test
    void fallsBackOnAnotherDatacenterAndReportsOneThatIsNone(ConsulBinary binary) throws Exception {
        Path consul = binary.path().orElseThrow();
        try (ConsulAgent here = ConsulAgent.start(consul);
                ConsulAgent there = ConsulAgent.start(
                        consul, "{\"datacenter\": \"dc2\", \"retry_join_wan\": [\"" + here.host() + "\"]}", "")) {
            here.admin().register(Registration.of("a-1", "a", "127.0.0.1", 1));
            there.admin().register(Registration.of("a-2", "a", "127.0.0.1", 2));
            ConsulOptions options = options(here);
            try (ConsulRegistry local = ConsulRegistry.create(options.withDatacenter("dc1"));
                    ConsulRegistry remote = ConsulRegistry.create(options.withDatacenter("dc2"));
                    ConsulRegistry none = ConsulRegistry.create(options.withDatacenter("nope"));
                    Discovery discovery = Discovery.prepare(
                            new DiscoveryConfig(
                                    Routes.routes("/a service:a"), Set.of(), List.of("dc1", "dc2", "nope"), true),
                            List.of(new Source("dc1", local), new Source("dc2", remote), new Source("nope", none)),
                            StateStore.NONE)) {
                discovery.watch(sink);
                sink.awaitPorts("service:a", 1, 2);
                assertThat(peers(sink.last(), "service:a"))
                        .allMatch(peer ->
                                peer.options().isBackup() == (peer.address().port() == 2));
                eventually(
                        "reported",
                        Duration.ofSeconds(20),
                        () -> discovery.view().watches().stream()
                                .anyMatch(watch -> watch.name().equals("catalog in nope")
                                        && watch.lastError().startsWith("datacenter \"nope\" (expected: one that ")
                                        && watch.lastError().endsWith(" knows: dc1, dc2)")));
                eventually(
                        "ready without it",
                        Duration.ofSeconds(20),
                        () -> discovery.view().ready());
                here.admin().deregister("a-1");
                sink.awaitPorts("service:a", 2);
            }
        }
    }

    /**
     * The same id under another name moves no index of the first. A question that waits is answered at its end by what was so
     * at its beginning, so it is the end of the second wait that tells it, after a minute.
     */
    @Test
    @Tag("full")
    @Timeout(120)
    void whoIsRegisteredUnderAnotherNameLeavesTheFirst(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow());
                ConsulRegistry registry = registry(agent);
                Discovery discovery = Discovery.start(Routes.config("/a service:a", "/b service:b"), registry, sink)) {
            agent.admin().register(Registration.of("x-1", "a", "127.0.0.1", 1));
            sink.awaitPorts("service:a", 1);
            agent.admin().register(Registration.of("x-1", "b", "127.0.0.1", 1));
            sink.awaitPorts("service:b", 1);
            sink.await(
                    "gone",
                    Duration.ofSeconds(90),
                    state -> ports(state, "service:a").isEmpty());
            assertThat(state(discovery)).isEqualTo("LIVE");
        }
    }

    /** Two agents are given, and the second is one of another datacenter by mistake: it is never believed. */
    @Test
    void anAgentOfAnotherDatacenterIsNotAsked(ConsulBinary binary) throws Exception {
        Path consul = binary.path().orElseThrow();
        try (ConsulAgent here = ConsulAgent.start(consul);
                ConsulAgent there = ConsulAgent.start(consul, "{\"datacenter\": \"dc2\"}", "")) {
            here.admin().register(Registration.of("a-1", "a", "127.0.0.1", 1));
            there.admin().register(Registration.of("a-2", "a", "127.0.0.1", 2));
            ConsulOptions options = ConsulOptions.of(
                    List.of(new Agent(false, here.host(), here.port()), new Agent(false, there.host(), there.port())));
            try (ConsulRegistry registry = ConsulRegistry.create(options);
                    Discovery discovery = Discovery.start(Routes.config("/a service:a"), registry, sink)) {
                sink.awaitPorts("service:a", 1);
                assertThat(registry.identity())
                        .extracting(RegistryIdentity::datacenter, RegistryIdentity::version)
                        .containsExactly("dc1", "1.8.7");
                assertThat(discovery.view().datacenters())
                        .singleElement()
                        .matches(datacenter -> datacenter.name().equals("dc1"));
                here.kill();
                eventually(
                        "reported",
                        Duration.ofSeconds(30),
                        () -> discovery.view().watches().stream()
                                .anyMatch(watch -> watch.lastError()
                                        .endsWith("is of datacenter \"dc2\" (expected: \"dc1\", as what is known)")));
                assertThat(ports(sink.last(), "service:a")).containsExactly(1);
                here.restart();
                here.admin().register(Registration.of("a-3", "a", "127.0.0.1", 3));
                sink.await(
                        "the third",
                        Duration.ofSeconds(30),
                        s -> ports(s, "service:a").equals(Set.of(1, 3)));
            }
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
