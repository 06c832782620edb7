package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When watches are woken after an agent, or its leader, was lost. */
@Timeout(30)
class ReconnectionTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LEADER = "\"127.0.0.1:8300\"";
    private static final String NO_LEADER = "\"\"";

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger woken = new AtomicInteger();
    private volatile String leader = LEADER;

    private final Reconnection reconnection = new Reconnection(
            new ConsulTransport() {
                @Override
                public Answer get(Query query) throws IOException {
                    assertThat(query).isEqualTo(Query.prompt("/v1/status/leader"));
                    asked.incrementAndGet();
                    if (leader.isEmpty()) {
                        throw new IOException("refused");
                    }
                    return new Answer(200, Map.of(), leader);
                }

                @Override
                public void close() {}
            },
            woken::incrementAndGet,
            5);

    @AfterEach
    void close() {
        reconnection.close();
    }

    @Test
    void wakesWhenTheAgentIsBackAndHasALeader() {
        leader = "";
        reconnection.troubled();
        reconnection.troubled();
        eventually("asked again and again", SOON, () -> asked.get() > 3);
        leader = NO_LEADER;
        int before = asked.get();
        eventually("an agent without a leader is not enough", SOON, () -> asked.get() > before + 3);
        assertThat(woken).hasValue(0);
        leader = LEADER;
        eventually("woken", SOON, () -> woken.get() == 1);
        leader = "";
        reconnection.troubled();
        eventually("asked again", SOON, () -> asked.get() > before + 10);
        leader = LEADER;
        eventually("woken again", SOON, () -> woken.get() == 2);
    }

    /** What fails although all is well fails for reasons of its own. */
    @Test
    void wakesNobodyWhereTheAgentWasThereAllTheTime() {
        for (int n = 1; n < 4; n++) {
            int times = n;
            eventually("asked", SOON, () -> {
                reconnection.troubled();
                return asked.get() >= times;
            });
        }
        assertThat(woken).hasValue(0);
    }

    @Test
    void endsWhenItIsClosed() {
        leader = "";
        reconnection.troubled();
        eventually("asked", SOON, () -> asked.get() > 0);
        reconnection.close();
        int before = asked.get();
        reconnection.troubled();
        // Ten times as long as it would rest.
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        assertThat(asked.get()).as("one may have been on its way").isLessThanOrEqualTo(before + 1);
        assertThat(woken).hasValue(0);
    }
}
