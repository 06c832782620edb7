package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Discovery;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.ConsulCluster;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three servers and an agent: what befalls Consul never empties a pool. */
@ExtendWith(ConsulExtension.class)
class ClusterTest {

    private static final String POOL = "service:web";

    private final RecordingSink sink = new RecordingSink();

    @Test
    void keepsThePoolThroughAgentAndLeaderLoss(ConsulBinary binary) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.start(binary.path().orElseThrow())) {
            int leader = cluster.leader();
            int[] followers = IntStream.range(0, cluster.client())
                    .filter(member -> member != leader)
                    .toArray();
            int watched = followers[0];
            int other = followers[1];
            cluster.admin(cluster.client()).register(Registration.of("web-1", "web", "", 1));
            cluster.admin(other).register(Registration.of("web-2", "web", "", 2));
            ConsulOptions options = new ConsulOptions(
                    false, cluster.host(watched), cluster.port(), Optional.empty(), Optional.empty(), true);
            try (ConsulRegistry registry = ConsulRegistry.create(options);
                    Discovery discovery = Discovery.start(Routes.config("/ service:web"), registry, sink)) {
                sink.awaitPorts(POOL, 1, 2);
                int before = sink.states().size();

                // The agent of one instance leaves in good order and comes back, as in an upgrade of Consul.
                cluster.stop(cluster.client());
                cluster.start(cluster.client());
                eventually(
                        "the agent is back",
                        Duration.ofSeconds(15),
                        () -> cluster.admin(watched)
                                        .get("/v1/health/service/web?passing")
                                        .size()
                                == 2);

                // The leader crashes; another one is elected, and changes go on.
                cluster.kill(leader);
                eventually("a leader", Duration.ofSeconds(20), () -> cluster.leader() >= 0);
                cluster.admin(other).register(Registration.of("web-3", "web", "", 3));
                // An agent that met no leader tries again when it likes.
                eventually(
                        "the third is written down",
                        Duration.ofSeconds(20),
                        () -> passing(cluster.admin(watched)) == 3);
                long written = System.nanoTime();
                assertThat(Duration.ofNanos(sink.awaitPorts(POOL, 1, 2, 3) - written))
                        .isLessThan(Duration.ofSeconds(2));

                // A deregistration is still a deregistration.
                cluster.admin(other).deregister("web-3");
                sink.awaitPorts(POOL, 1, 2);

                // And the agent that is asked: nobody answers any more.
                cluster.kill(watched);
                eventually(
                        "degraded",
                        Duration.ofSeconds(20),
                        () -> state(discovery).equals("DEGRADED"));
                assertThat(sink.states().subList(before - 1, sink.states().size()))
                        .allSatisfy(state -> assertThat(ports(state, POOL)).contains(1, 2));
            }
        }
    }

    /** How many instances pass; none where no leader says so yet. */
    private static int passing(ConsulAdmin server) {
        try {
            return server.get("/v1/health/service/web?passing").size();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static String state(Discovery discovery) {
        return discovery.view().watches().get(1).state();
    }
}
