package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long what a real agent lost is kept, by the clock: the holds that GuardOfServicesTest has in virtual time. */
@ExtendWith(ConsulExtension.class)
@Tag("full")
@Timeout(200)
class HoldsInRealTimeTest {

    private static final String POOL = "service:a";
    private static final String FAR = "{\"Node\": \"far\", \"Address\": \"127.0.0.1\","
            + " \"Service\": {\"Service\": \"a\", \"ID\": \"a-1\", \"Port\": 1}}";

    /** What GuardTest takes them for; they are no options. */
    private static final Duration HOLD = Duration.ofSeconds(10);

    private static final Duration MASS_HOLD = Duration.ofMinutes(2);

    /** From the loss to the hold: an agent that starts anew is a second or two about it, and asked again a while later. */
    private static final Duration NOTICED = Duration.ofSeconds(30);

    private final RecordingSink sink = new RecordingSink();

    private interface Loss {
        void happen() throws Exception;
    }

    private static ConsulRegistry registry(ConsulAgent agent) {
        return ConsulRegistry.create(
                new ConsulOptions(false, agent.host(), agent.port(), Optional.empty(), Optional.empty(), true));
    }

    private static String state(Discovery discovery) {
        return discovery.view().watches().stream()
                .filter(watch -> watch.name().equals("service a"))
                .map(WatchView::state)
                .findFirst()
                .orElse("");
    }

    /** A node is gone with all that was on it, and nothing says that it was meant. */
    @Test
    void anAbsenceThatNothingExplainsIsKeptForTenSeconds(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow());
                ConsulRegistry registry = registry(agent);
                Discovery discovery = Discovery.start(Routes.config("/a " + POOL), registry, sink)) {
            // Something else is there, so that the catalogue is not empty.
            agent.admin().register(Registration.of("b-1", "b", "127.0.0.1", 2));
            agent.admin().put("/v1/catalog/register", FAR);
            sink.awaitPorts(POOL, 1);
            held(discovery, HOLD, () -> agent.admin().put("/v1/catalog/deregister", "{\"Node\": \"far\"}"));
        }
    }

    /** Nobody is there to confirm what the watch heard before. */
    @Test
    void nothingIsLetGoByTheWordOfAnAgentThatFrozeMeanwhile(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow());
                ConsulRegistry registry = registry(agent);
                Discovery discovery = Discovery.start(Routes.config("/a " + POOL), registry, sink)) {
            agent.admin().register(Registration.of("b-1", "b", "127.0.0.1", 2));
            agent.admin().put("/v1/catalog/register", FAR);
            sink.awaitPorts(POOL, 1);
            agent.admin().put("/v1/catalog/deregister", "{\"Node\": \"far\"}");
            eventually("held", NOTICED, () -> state(discovery).equals("HELD"));
            agent.freeze();
            long until = System.nanoTime() + HOLD.multipliedBy(3).toNanos();
            while (System.nanoTime() - until < 0) {
                assertThat(ports(sink.last(), POOL)).containsExactly(1);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            agent.thaw();
            sink.awaitPorts(POOL);
        }
    }

    /** The agent has forgotten everything, and its index starts over. */
    @Test
    void whatABreakInHistoryTookIsKeptForTwoMinutes(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow());
                ConsulRegistry registry = registry(agent);
                Discovery discovery = Discovery.start(Routes.config("/a " + POOL), registry, sink)) {
            agent.admin().register(Registration.of("a-1", "a", "127.0.0.1", 1));
            sink.awaitPorts(POOL, 1);
            held(discovery, MASS_HOLD, agent::restart);
            agent.admin().register(Registration.of("a-2", "a", "127.0.0.1", 2));
            sink.awaitPorts(POOL, 2);
        }
    }

    private void held(Discovery discovery, Duration hold, Loss loss) throws Exception {
        long before = System.nanoTime();
        loss.happen();
        // The hold began after the last look at which there was none, and by the first at which there is one.
        long none = before;
        long begun = System.nanoTime();
        while (!state(discovery).equals("HELD")) {
            none = begun;
            assertThat(begun - before).as("noticed").isLessThan(NOTICED.toNanos());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            begun = System.nanoTime();
        }
        assertThat(ports(sink.last(), POOL)).containsExactly(1);
        long ended = sink.await(
                "released", hold.plusSeconds(20), state -> ports(state, POOL).isEmpty());
        System.out.printf(
                Locale.ROOT,
                "held %d ms after the loss, released after %d ms (expected: %d)%n",
                (begun - before) / 1_000_000,
                (ended - begun) / 1_000_000,
                hold.toMillis());
        assertThat(ended - none).as("not before its time").isGreaterThanOrEqualTo(hold.toNanos());
        assertThat(ended - begun)
                .as("and soon after it")
                .isLessThan(hold.plusSeconds(5).toNanos());
    }
}
