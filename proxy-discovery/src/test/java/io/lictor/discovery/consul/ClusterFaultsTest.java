package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.ConsulCluster;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What befalls a cluster of three servers and an agent, one fault a test. */
@ExtendWith(ConsulExtension.class)
@Timeout(240)
class ClusterFaultsTest {

    private static final String POOL = "service:web";
    private static final Duration SOON = Duration.ofSeconds(30);
    /** From a change that the servers have written down, behind an election, until it is seen. */
    private static final Duration SEEN = Duration.ofSeconds(2);

    private final RecordingSink sink = new RecordingSink();

    @TempDir
    private Path folder;

    private static ConsulOptions options(ConsulCluster cluster, int... members) {
        List<ConsulOptions.Agent> agents = java.util.Arrays.stream(members)
                .mapToObj(member -> new ConsulOptions.Agent(false, cluster.host(member), cluster.port()))
                .toList();
        return ConsulOptions.of(agents);
    }

    private static Registration web(int port) {
        return Registration.of("web-" + port, "web", "127.0.0.1", port);
    }

    private void neverLost(int since, Integer... ports) {
        assertThat(sink.states().subList(since - 1, sink.states().size()))
                .allSatisfy(state -> assertThat(ports(state, POOL)).contains(ports));
    }

    private static String state(Discovery discovery) {
        return discovery.view().watches().stream()
                .filter(watch -> watch.name().equals("service web"))
                .map(WatchView::state)
                .findFirst()
                .orElse("none");
    }

    /** Without a quorum nothing changes, and nothing is taken away; with it again all goes on. */
    @Test
    void withoutAQuorumNothingIsTakenAway(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = cluster.client();
            cluster.admin(agent).register(web(1));
            cluster.admin(0).register(web(2));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, agent));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1, 2);
                int before = sink.states().size();
                int leader = cluster.leader();
                int other = (leader + 1) % 3;
                cluster.kill(leader);
                cluster.kill(other);
                // STALE, or DEGRADED where the server that is left had not learned the last change: then only a leader
                // will do.
                eventually("no leader", SOON, () -> List.of("STALE", "DEGRADED").contains(state(discovery)));
                cluster.start(leader);
                cluster.start(other);
                eventually("live", SOON, () -> state(discovery).equals("LIVE"));
                neverLost(before, 1, 2);
                cluster.admin(agent).register(web(3));
                sink.awaitPorts(POOL, 1, 2, 3);
                neverLost(before, 1, 2);
            }
        }
    }

    /** The leader ends in good order, as in an upgrade of the servers: no pool shrinks, and changes go on at once. */
    @Test
    void aLeaderThatLeavesIsHardlyNoticed(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = cluster.client();
            cluster.admin(agent).register(web(1));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, agent));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1);
                int before = sink.states().size();
                int leader = cluster.leader();
                cluster.stop(leader);
                eventually("another leader", SOON, () -> cluster.leader() >= 0 && cluster.leader() != leader);
                cluster.admin(agent).register(web(2));
                eventually("the second is written down", SOON, () -> written(cluster.admin(agent)) == 2);
                long written = System.nanoTime();
                assertThat(Duration.ofNanos(sink.awaitPorts(POOL, 1, 2) - written))
                        .isLessThan(SEEN);
                cluster.admin(agent).deregister("web-2");
                sink.awaitPorts(POOL, 1);
                neverLost(before, 1);
                assertThat(state(discovery)).isEqualTo("LIVE");
            }
        }
    }

    /** How many instances the servers know; none where no leader says so yet. */
    private static int written(ConsulAdmin member) {
        try {
            return member.get("/v1/health/service/web").size();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** The same for half a minute, longer than any check, read or election takes. */
    @Test
    @Tag("full")
    void withoutAQuorumForHalfAMinuteNothingIsTakenAway(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = cluster.client();
            cluster.admin(agent).register(web(1));
            cluster.admin(0).register(web(2));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, agent));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1, 2);
                int before = sink.states().size();
                int leader = cluster.leader();
                int other = (leader + 1) % 3;
                cluster.kill(leader);
                cluster.kill(other);
                eventually("no leader", SOON, () -> List.of("STALE", "DEGRADED").contains(state(discovery)));
                // Known to its agent and to nobody else: no server can write it down.
                cluster.admin(agent).register(web(3));
                long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                while (System.nanoTime() - until < 0) {
                    assertThat(ports(sink.last(), POOL)).contains(1, 2);
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
                assertThat(state(discovery)).isNotEqualTo("LIVE");
                cluster.start(leader);
                cluster.start(other);
                sink.awaitPorts(POOL, 1, 2, 3);
                eventually("live", SOON, () -> state(discovery).equals("LIVE"));
                neverLost(before, 1, 2);
            }
        }
    }

    /** The agent that is asked dies; the next one is asked, and changes are seen at once. */
    @Test
    void theNextAgentIsAskedWhenOneDies(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            cluster.admin(0).register(web(1));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, cluster.client(), 0));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1);
                cluster.kill(cluster.client());
                long before = System.nanoTime();
                cluster.admin(0).register(web(2));
                long at = sink.awaitPorts(POOL, 1, 2);
                assertThat(Duration.ofNanos(at - before)).isLessThan(SEEN);
                eventually("live", SOON, () -> state(discovery).equals("LIVE"));
                cluster.admin(0).deregister("web-2");
                sink.awaitPorts(POOL, 1);
            }
        }
    }

    /** The only agent that is asked is away for so long that pauses have grown; once it answers, changes are seen at once. */
    @Test
    void anAgentThatIsStartedAgainIsAskedAtOnce(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = cluster.client();
            cluster.admin(0).register(web(1));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, agent));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1);
                int before = sink.states().size();
                cluster.kill(agent);
                LockSupport.parkNanos(Duration.ofSeconds(6).toNanos());
                cluster.admin(0).register(web(2));
                assertThat(state(discovery)).isEqualTo("DEGRADED");
                cluster.start(agent);
                eventually("the agent answers", SOON, () -> written(cluster.admin(agent)) == 2);
                long answers = System.nanoTime();
                assertThat(Duration.ofNanos(sink.awaitPorts(POOL, 1, 2) - answers))
                        .isLessThan(SEEN);
                neverLost(before, 1);
            }
        }
    }

    /** After a snapshot is restored a question with an index of the time before waits to its end; then all is right. */
    @Test
    @Tag("full")
    void followsARestoredSnapshot(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            cluster.admin(0).register(web(1));
            eventually(
                    "there",
                    SOON,
                    () -> !cluster.admin(0).get("/v1/health/service/web").isEmpty());
            snapshot(binary, cluster, "save");
            cluster.admin(1).register(web(2));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, cluster.client()));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1, 2);
                int before = sink.states().size();
                snapshot(binary, cluster, "restore");
                eventually(
                        "live", Duration.ofSeconds(90), () -> state(discovery).equals("LIVE"));
                cluster.admin(2).register(web(3));
                sink.await(
                        "the third", Duration.ofSeconds(70), s -> ports(s, POOL).contains(3));
                neverLost(before, 1);
            }
        }
    }

    private void snapshot(ConsulBinary binary, ConsulCluster cluster, String what) throws Exception {
        Process process = new ProcessBuilder(
                        binary.path().orElseThrow().toString(),
                        "snapshot",
                        what,
                        "-http-addr=" + cluster.host(0) + ":" + cluster.port(),
                        folder.resolve("snapshot").toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    /**
     * Every server is lost with its data: the new cluster knows nothing, and says so with a leader, until somebody registers
     * again. An agent does that by itself, at once or within a minute; one instance has none, so that it is missing for sure.
     */
    @Test
    void keepsAllThroughAClusterThatIsRebuiltEmpty(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = cluster.client();
            registerWithoutAgent(cluster);
            cluster.admin(agent).register(web(2));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, agent));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1, 2);
                int before = sink.states().size();
                for (int server = 0; server < 3; server++) {
                    cluster.kill(server);
                    cluster.wipe(server);
                }
                for (int server = 0; server < 3; server++) {
                    cluster.start(server);
                }
                eventually(
                        "held", Duration.ofSeconds(60), () -> state(discovery).equals("HELD"));
                registerWithoutAgent(cluster);
                eventually(
                        "live", Duration.ofSeconds(110), () -> state(discovery).equals("LIVE"));
                neverLost(before, 1, 2);
                cluster.admin(agent).deregister("web-2");
                sink.awaitPorts(POOL, 1);
            }
        }
    }

    /** The first, on a node that has no agent. */
    private static void registerWithoutAgent(ConsulCluster cluster) {
        cluster.admin(0)
                .put(
                        "/v1/catalog/register",
                        "{\"Node\": \"ext\", \"Address\": \"127.0.0.1\","
                                + " \"Service\": {\"ID\": \"web-1\", \"Service\": \"web\", \"Port\": 1}}");
    }

    /** An agent that hangs answers nothing and closes nothing. */
    @Test
    @Tag("full")
    void outlivesAnAgentThatHangs(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = cluster.client();
            cluster.admin(0).register(web(1));
            try (ConsulRegistry registry = ConsulRegistry.create(options(cluster, agent));
                    Discovery discovery = Discovery.start(Routes.config("/ " + POOL), registry, sink)) {
                sink.awaitPorts(POOL, 1);
                int before = sink.states().size();
                cluster.freeze(agent);
                long frozen = System.nanoTime();
                eventually(
                        "degraded",
                        Duration.ofSeconds(90),
                        () -> state(discovery).equals("DEGRADED"));
                long left = Duration.ofSeconds(60).toNanos() - (System.nanoTime() - frozen);
                LockSupport.parkNanos(Math.max(0, left));
                cluster.admin(0).register(web(2));
                cluster.thaw(agent);
                sink.await("the second", SOON, s -> ports(s, POOL).contains(2));
                neverLost(before, 1);
            }
        }
    }
}
