package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.RawServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.clock.Ticker;
import io.lictor.discovery.consul.ConsulOptions.Agent;
import io.lictor.testkit.FakeTicker;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several agents: the first one, until it fails. */
@Timeout(30)
class AgentsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nX-Consul-Index: 7";

    private final FakeTicker ticker = new FakeTicker();
    private final Agents agents =
            new Agents(List.of(new Agent(false, "a", 1), new Agent(false, "b", 1), new Agent(false, "c", 1)), ticker);

    @Test
    void staysWithTheOneThatAnswers() {
        assertThat(agents.current()).isZero();
        agents.failed(0, "refused");
        assertThat(agents.current()).isEqualTo(1);
        ticker.advance(Duration.ofHours(1));
        assertThat(agents.current()).isEqualTo(1);
        // What was on its way to the first says nothing about the second.
        agents.failed(0, "refused");
        assertThat(agents.current()).isEqualTo(1);
    }

    @Test
    void triesTheFirstFirstUnlessItFailedLately() {
        agents.failed(0, "refused");
        agents.failed(1, "refused");
        assertThat(agents.current()).isEqualTo(2);
        ticker.advance(Duration.ofMillis(Agents.REST_MILLIS));
        agents.failed(2, "refused");
        assertThat(agents.current()).isZero();
    }

    @Test
    void goesRoundWhenAllFail() {
        for (int round = 0; round < 3; round++) {
            for (int agent = 0; agent < 3; agent++) {
                assertThat(agents.current()).isEqualTo(agent);
                agents.failed(agent, "refused");
                ticker.advance(Duration.ofMillis(10));
            }
        }
    }

    @Test
    void goesToTheOneThatIsFoundToAnswer() {
        agents.failed(0, "refused");
        agents.found(2, 0);
        assertThat(agents.current())
                .as("the one that was tried is not asked any more")
                .isEqualTo(1);
        agents.found(2, 1);
        assertThat(agents.current()).isEqualTo(2);
        agents.found(2, 2);
        assertThat(agents.current()).isEqualTo(2);
    }

    /** The first is away, and what is asked of the others costs nobody its place. */
    @Test
    void aProbeFindsTheOneThatAnswersAndBlamesNobody() throws Exception {
        try (ServerSocket dead = new ServerSocket(0);
                RawServer second = new RawServer()) {
            dead.close();
            second.leader("\"127.0.0.1:8300\"");
            ConsulConnections connections = new ConsulConnections(
                    ConsulOptions.of(List.of(
                            new Agent(false, "127.0.0.1", dead.getLocalPort()),
                            new Agent(false, "127.0.0.1", second.port()))),
                    new ConnectionLimit(Ticker.system(), () -> {}));
            try {
                ConsulTransport probe = connections.openProbe();
                Query leader = Query.prompt("/v1/status/leader");
                assertThat(probe.get(leader).body()).isEqualTo("\"127.0.0.1:8300\"");
                assertThat(connections.identity().address()).endsWith(":" + second.port());
                assertThat(connections.open().get(leader).status()).isEqualTo(200);
                second.leader("\"\"");
                assertThatThrownBy(() -> probe.get(leader))
                        .as("it knows no leader")
                        .isInstanceOf(IOException.class);
                second.leader("");
                assertThatThrownBy(() -> probe.get(leader)).isInstanceOf(IOException.class);
            } finally {
                connections.close();
            }
        }
    }

    @Test
    void asksTheNextAgentAtOnceAndWithoutTheIndexOfTheFirst() throws Exception {
        try (ServerSocket dead = new ServerSocket(0);
                RawServer second = new RawServer(text(OK, "[]"), text(OK, "[]"))) {
            dead.close();
            ConsulOptions options = ConsulOptions.of(List.of(
                            new Agent(false, "127.0.0.1", dead.getLocalPort()),
                            new Agent(false, "127.0.0.1", second.port())))
                    .withDatacenter("dc 2");
            ConsulConnections connections =
                    new ConsulConnections(options, new ConnectionLimit(Ticker.system(), () -> {}));
            try {
                ConsulTransport transport = connections.open();
                Query query = new Query("/v1/x", false, 41, 30);
                assertThatThrownBy(() -> transport.get(query)).isInstanceOf(IOException.class);
                assertThat(transport.get(query).index()).isEqualTo(7);
                assertThat(second.requests().get(0)).startsWith("GET /v1/x?dc=dc+2 HTTP/1.1\r\n");
                transport.get(new Query("/v1/x", false, 7, 30));
                assertThat(second.requests().get(1)).startsWith("GET /v1/x?dc=dc+2&index=7&wait=30s HTTP/1.1\r\n");
            } finally {
                connections.close();
            }
        }
    }
}
