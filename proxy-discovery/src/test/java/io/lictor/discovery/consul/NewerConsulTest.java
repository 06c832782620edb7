package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static io.lictor.discovery.consul.RawServer.text;
import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Instance;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registry before a server that answers by the byte as Consul from 1.10 on does: questions that wait are streamed. */
@Timeout(60)
class NewerConsulTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final RecordingReceiver receiver = new RecordingReceiver();

    private static String head(int index, boolean streamed) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nVary: Accept-Encoding\r\n"
                + "X-Consul-Default-Acl-Policy: allow\r\nX-Consul-Effective-Consistency: leader\r\nX-Consul-Index: "
                + index + "\r\nX-Consul-Knownleader: " + !streamed + "\r\nX-Consul-Lastcontact: 0\r\n"
                + "X-Consul-Query-Backend: " + (streamed ? "streaming" : "blocking-query");
    }

    private static ConsulRegistry registry(RawServer server) {
        return ConsulRegistry.create(
                new ConsulOptions(false, "127.0.0.1", server.port(), Optional.empty(), Optional.empty(), true));
    }

    @Test
    void hearsOfADeregistrationByAStreamAndBelievesTheServer() throws Exception {
        String both = list(passing("n1", 1), passing("n1", 2));
        try (RawServer server = new RawServer(
                        text(head(17, false), both),
                        text(head(19, true), list(passing("n1", 2))),
                        text(head(19, false), list(passing("n1", 2))));
                ConsulRegistry registry = registry(server)) {
            server.otherwise(request -> server.silence());
            registry.watchService("a", receiver);
            eventually("told", SOON, () -> receiver.told.size() == 2);
            assertThat(receiver.told.get(1).fresh()).isTrue();
            assertThat(receiver.told.get(1).gone())
                    .extracting(Instance.Id::serviceId)
                    .containsExactly("a-1");
            eventually("asked again", SOON, () -> server.requests().size() == 4);
            assertThat(server.requests().get(1)).contains("?index=17&wait=");
            assertThat(server.requests().get(2)).startsWith("GET /v1/health/service/a HTTP/1.1\r\n");
            assertThat(server.requests().get(3)).contains("?index=19&wait=").doesNotContain("stale");
        }
    }

    /** What the limit of connections says from 1.9 on, without a time to wait. */
    @Test
    void asksAgainWhenThereWereTooManyConnections() throws Exception {
        try (RawServer server = new RawServer(
                        text(
                                "HTTP/1.1 429 Too Many Requests\r\nContent-Type: text/plain\r\nConnection: close",
                                "Your IP is issuing too many concurrent connections, please rate limit your calls\n"),
                        text(head(17, false), list(passing("n1", 1))));
                ConsulRegistry registry = registry(server)) {
            server.otherwise(request -> server.silence());
            registry.watchService("a", receiver);
            eventually("told", SOON, () -> !receiver.told.isEmpty());
            assertThat(receiver.ports()).containsExactly(1);
            assertThat(receiver.faults)
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.message()).startsWith("status 429: Your IP is issuing"));
        }
    }
}
