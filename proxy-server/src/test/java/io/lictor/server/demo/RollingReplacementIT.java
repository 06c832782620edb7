package io.lictor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.devconsul.Registration.Check;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.server.app.Application;
import io.lictor.server.demo.SteadyClients.Kind;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Three instances are replaced one after the other, under load, by a script that goes by {@code /api/upstreams}: no request
 * fails, each is carried out once, and a WebSocket lives until its instance is stopped or its drain_timeout is over.
 */
@ExtendWith(ConsulExtension.class)
@Timeout(120)
final class RollingReplacementIT {

    /*
     * Every instance is stopped at once when the script says so: what was under way there then would be cut. Nothing is
     * tried at another peer, so that nothing is made good that should not have gone wrong.
     */

    private static final String SERVICE = "S00123-keycloak";
    private static final String TAG = "S00123";
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final String ROUTE = "/sso tag:S00123 proxy_next_upstream=off upgrade=websocket drain_timeout=3s";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int INSTANCES = 3;
    private static final List<Kind> LOAD = List.of(
            new Kind("GET", "/sso", 0, 10),
            new Kind("GET", "/sso", 0, 10),
            new Kind("POST", "/sso", 100, 20),
            new Kind("POST", "/sso", 16 << 10, 20),
            new Kind("GET", "/sso/slow", 0, 1),
            new Kind("POST", "/sso/slow", 16 << 10, 1));

    private final Map<String, Integer> executed = new ConcurrentHashMap<>();
    private final List<EchoInstance> instances = new ArrayList<>();

    /** A WebSocket and the name of the instance at its end. */
    private record WebSocket(String instance, RawClient client) {

        static WebSocket open(int port) throws IOException {
            RawClient client = RawClient.connect(port);
            client.send("GET /sso/ws HTTP/1.1\r\nHost: site\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            return new WebSocket(client.readHead().strip(), client);
        }

        void echoes() {
            client.send("still here");
            try {
                assertThat(new String(client.readBytes(10), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .isEqualTo("still here");
            } catch (IOException e) {
                throw new AssertionError("the WebSocket to " + instance + " is cut", e);
            }
        }
    }

    @Test
    void noRequestFailsWhileAllInstancesAreReplaced(ConsulBinary binary) throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(binary.path().orElseThrow())) {
            for (int i = 0; i < INSTANCES; i++) {
                register(consul, "old-" + i);
            }
            try (Application lictor = Application.start(Fronts.settings(consul.host(), consul.port(), ROUTE));
                    SteadyClients clients = new SteadyClients(lictor.port())) {
                DeployScript script = new DeployScript(lictor.adminAddress().orElseThrow());
                instances.forEach(instance -> script.awaitUp(instance.address(), SOON));
                List<WebSocket> sockets = new ArrayList<>();
                for (int i = 0; i < 2 * INSTANCES; i++) {
                    sockets.add(WebSocket.open(lictor.port()));
                }
                LOAD.forEach(clients::add);
                for (EchoInstance old : List.copyOf(instances)) {
                    script.awaitUp(register(consul, "new-" + old.name()).address(), SOON);
                    consul.admin().deregister(old.name());
                    retire(old, script, sockets);
                }
                clients.stop();
                allWasDoneOnce(clients);
            }
        } finally {
            instances.forEach(EchoInstance::close);
        }
    }

    /** Stops an instance that was deregistered: the first when its time is over, the others when only tunnels are left. */
    private void retire(EchoInstance old, DeployScript script, List<WebSocket> sockets) {
        long left = System.nanoTime();
        List<WebSocket> here = sockets.stream()
                .filter(socket -> socket.instance().equals(old.name()))
                .toList();
        assertThat(here).as("WebSockets at " + old.name()).hasSize(2);
        JsonNode leaving = script.awaitOnlyTunnels(old.address(), SOON);
        assertThat(leaving.path("tunnels").asInt()).isEqualTo(here.size());
        assertThat(leaving.path("cut_millis").asLong()).isBetween(0L, DRAIN.toMillis());
        assertThat(leaving.path("instances").get(0).asText()).endsWith("/" + old.name());
        sockets.forEach(WebSocket::echoes);
        if (instances.indexOf(old) == 0) {
            script.awaitGone(old.address(), SOON);
            assertThat(System.nanoTime() - left)
                    .isGreaterThan(DRAIN.minusMillis(100).toNanos());
        }
        assertThat(old.stop()).as("requests cut at " + old.name()).isZero();
        for (WebSocket socket : here) {
            assertThat(socket.client().readToEnd()).isEmpty();
            socket.client().close();
        }
        script.awaitGone(old.address(), SOON);
        sockets.removeAll(here);
    }

    private void allWasDoneOnce(SteadyClients clients) {
        List<String> failures = clients.answers().stream()
                .map(SteadyClients.Answer::failure)
                .filter(failure -> !failure.isEmpty())
                .toList();
        System.out.printf("rolling: %d requests, %d failed%n", clients.answers().size(), failures.size());
        assertThat(failures).isEmpty();
        assertThat(clients.answers()).hasSizeGreaterThan(300);
        assertThat(executed.keySet()).containsAll(clients.posted());
        assertThat(executed.entrySet().stream().filter(id -> id.getValue() != 1).collect(Collectors.toSet()))
                .isEmpty();
    }

    private EchoInstance register(ConsulAgent consul, String name) {
        EchoInstance instance = new EchoInstance(name, executed);
        instances.add(instance);
        String health = "http://" + instance.address() + "/health";
        consul.admin()
                .register(Registration.of(name, SERVICE, "127.0.0.1", instance.port(), TAG)
                        .withCheck(Check.http(health, "1s")));
        Eventually.holds(
                name + " is passing",
                SOON,
                () -> consul.admin()
                        .get("/v1/health/service/" + SERVICE + "?passing")
                        .findValuesAsText("ID")
                        .contains(name));
        return instance;
    }
}
