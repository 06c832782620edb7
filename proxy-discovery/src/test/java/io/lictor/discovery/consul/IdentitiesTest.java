package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.discovery.RegistryIdentity;
import io.lictor.discovery.consul.ConsulOptions.Agent;
import io.lictor.testkit.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether an agent is of the datacenter that is asked about. */
@Timeout(30)
class IdentitiesTest {

    private static final List<Agent> AGENTS = List.of(new Agent(false, "a", 1), new Agent(false, "b", 2));

    private final FakeTicker ticker = new FakeTicker();
    private final ScriptedTransport consul = new ScriptedTransport();
    private Identities identities = new Identities(AGENTS, Optional.empty(), ticker);

    private static String self(String datacenter) {
        return "{\"Config\":{\"Datacenter\":\"" + datacenter
                + "\",\"NodeName\":\"n1\",\"Version\":\"1.8.7\",\"Server\":false},\"Member\":{}}";
    }

    private void check(int agent) throws IOException {
        identities.check(agent, consul, () -> false);
    }

    @Test
    void asksOnceWhoItIs() throws Exception {
        consul.answer(1, self("dc1"));
        check(0);
        check(0);
        assertThat(consul.asked()).extracting(Query::path).containsExactly("/v1/agent/self");
        assertThat(identities.of(0)).isEqualTo(new RegistryIdentity("dc1", "n1", "1.8.7", "http://a:1"));
        assertThat(identities.of(1)).isEqualTo(RegistryIdentity.NONE);
    }

    @Test
    void anAgentOfAnotherDatacenterIsRefused() throws Exception {
        consul.answer(1, self("dc1")).answer(1, self("dc2")).answer(1, self("dc2"));
        check(0);
        for (int times = 0; times < 2; times++) {
            assertThatThrownBy(() -> check(1))
                    .isInstanceOf(ConsulException.class)
                    .hasMessage("agent http://b:2 is of datacenter \"dc2\" (expected: \"dc1\", as what is known)");
        }
        assertThat(identities.of(1)).isEqualTo(RegistryIdentity.NONE);
    }

    @Test
    void oneThatWasLostIsAskedAgainButNotEachTime() throws Exception {
        consul.answer(1, self("dc1")).answer(1, self("dc1")).answer(1, self("dc2"));
        check(0);
        identities.lost(0);
        check(0);
        assertThat(consul.asked()).hasSize(1);
        ticker.advance(Duration.ofMillis(Identities.LEAST_AGE_MILLIS));
        check(0);
        assertThat(consul.asked()).hasSize(2);
        ticker.advance(Duration.ofMillis(Identities.LEAST_AGE_MILLIS));
        check(0);
        assertThat(consul.asked()).hasSize(2);
        identities.lost(0);
        assertThatThrownBy(() -> check(0)).hasMessageContaining("dc2");
    }

    @Test
    void oneThatMayNotSayWhatItIsIsTaken() throws Exception {
        consul.status(403, "Permission denied");
        check(0);
        consul.answer(1, "<html>");
        check(1);
        assertThat(identities.of(0)).isEqualTo(new RegistryIdentity("", "", "", "http://a:1"));
    }

    @Test
    void theDatacenterThatWasNamedHasToBeKnown() throws Exception {
        identities = new Identities(AGENTS, Optional.of("dc9"), ticker);
        consul.answer(1, "[\"dc1\",\"dc2\"]").answer(1, "[\"dc1\",\"dc9\"]").status(404, "no such page");
        assertThatThrownBy(() -> check(0))
                .hasMessage("datacenter \"dc9\" (expected: one that http://a:1 knows: dc1, dc2)");
        check(0);
        check(1);
        assertThat(consul.asked()).extracting(Query::path).containsOnly("/v1/catalog/datacenters");
        assertThat(identities.of(0).datacenter()).isEqualTo("dc9");
    }

    /** A balancer in front of agents, or one that is just starting, answers so: that proves nothing. */
    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void oneThatCannotSayWhatItIsIsAskedAgain(int status) throws Exception {
        consul.status(status, "busy").answer(1, self("dc1"));
        assertThatThrownBy(() -> check(0)).isInstanceOf(ConsulException.class).hasMessageContaining("busy");
        check(0);
        assertThat(identities.of(0).datacenter()).isEqualTo("dc1");
        identities = new Identities(AGENTS, Optional.of("dc9"), ticker);
        consul.status(status, "busy");
        assertThatThrownBy(() -> check(0)).isInstanceOf(ConsulException.class);
    }

    /** Agents are given, the second by mistake, and the first is away when Lictor starts again. */
    @Test
    void whatTheLastRunKnewGoesBeforeWhoeverAnswersFirst() throws Exception {
        identities.knew("dc1");
        consul.failure("refused").answer(1, self("dc2")).answer(1, self("dc1"));
        assertThatThrownBy(() -> check(0)).hasMessage("refused");
        assertThatThrownBy(() -> check(1)).hasMessageContaining("is of datacenter \"dc2\" (expected: \"dc1\"");
        check(0);
        assertThat(identities.of(0).datacenter()).isEqualTo("dc1");
    }

    @Test
    void whereAllAreOfAnotherDatacenterThanTheLastRunKnewTheyAreBelieved() throws Exception {
        identities.knew("dc1");
        consul.answer(1, self("dc2")).answer(1, self("dc2")).answer(1, self("dc2"));
        assertThatThrownBy(() -> check(0)).hasMessageContaining("dc2");
        check(1);
        check(0);
        assertThat(identities.of(0).datacenter()).isEqualTo("dc2");
    }

    @Test
    void aFailureOfTheFirstThatAsksCountsForThoseThatWait() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ConsulTransport silent = new ConsulTransport() {
            @Override
            public Answer get(Query query) throws IOException {
                asked.incrementAndGet();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("no answer");
            }

            @Override
            public void close() {}
        };
        AtomicInteger failed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            Thread thread = new Thread(() -> {
                try {
                    identities.check(0, silent, () -> false);
                } catch (IOException e) {
                    failed.addAndGet(String.valueOf(e.getMessage()).equals("no answer") ? 1 : 100);
                }
            });
            threads.add(thread);
            thread.start();
        }
        eventually(
                "one asks and seven wait",
                Duration.ofSeconds(20),
                () -> asked.get() == 1
                        && threads.stream()
                                        .filter(thread -> thread.getState() == Thread.State.BLOCKED)
                                        .count()
                                == 7);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).hasValue(8);
        assertThat(asked).hasValue(1);
    }

    @Test
    void oneThatWasClosedWhileItAskedSaysNothingToOthers() throws Exception {
        consul.failure("closed");
        assertThatThrownBy(() -> identities.check(0, consul, () -> true)).hasMessage("closed");
        consul.answer(1, self("dc1"));
        check(0);
        assertThat(identities.of(0).datacenter()).isEqualTo("dc1");
    }
}
