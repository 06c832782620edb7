package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Consul that denies all but what a token may: what may not be read is no reason to take anything away. */
@ExtendWith(ConsulExtension.class)
@Timeout(60)
class AclTest {

    private static final String MASTER = "5d7b8f0a-3a52-4d3e-9a4f-0f7e0f6c1a11";
    private static final String SETTINGS = "{\"acl\": {\"enabled\": true, \"default_policy\": \"deny\","
            + " \"tokens\": {\"master\": \"" + MASTER + "\", \"agent\": \"" + MASTER + "\"}}}";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RecordingSink sink = new RecordingSink();

    @TempDir
    private Path folder;

    private static String token(ConsulAdmin admin, String name, String rules) {
        admin.change(
                "/v1/acl/policy", "{\"Name\": \"" + name + "\", \"Rules\": \"" + rules.replace("\"", "\\\"") + "\"}");
        return admin.change("/v1/acl/token", "{\"Policies\": [{\"Name\": \"" + name + "\"}]}")
                .path("SecretID")
                .asText();
    }

    private static ConsulOptions options(ConsulAgent agent, Optional<String> token, Optional<Path> file) {
        return new ConsulOptions(
                List.of(new ConsulOptions.Agent(false, agent.host(), agent.port())),
                token,
                file,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                128);
    }

    private void put(String token) throws Exception {
        Path beside = Files.writeString(folder.resolve("new"), token + "\n");
        Files.move(beside, folder.resolve("token"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void deniedIsNotEmpty(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow(), SETTINGS, MASTER)) {
            ConsulAdmin admin = agent.admin();
            admin.register(Registration.of("a-1", "a", "127.0.0.1", 1));
            String blind = token(admin, "no-nodes", "service_prefix \"\" { policy = \"read\" }");
            for (Optional<String> token : List.of(
                    Optional.<String>empty(),
                    Optional.of("b6a7c1d2-0000-4000-8000-000000000000"),
                    Optional.of(blind))) {
                try (ConsulRegistry registry = ConsulRegistry.create(options(agent, token, Optional.empty()));
                        Discovery discovery = Discovery.start(Routes.config("/a service:a"), registry, sink)) {
                    eventually("denied", SOON, () -> state(discovery).equals("DENIED"));
                    assertThat(discovery.view().ready()).isFalse();
                    assertThat(discovery.view().toString()).doesNotContain(blind);
                }
            }
        }
    }

    @Test
    void keepsWhatItKnewUntilTheTokensFileHasAGoodOneAgain(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow(), SETTINGS, MASTER)) {
            ConsulAdmin admin = agent.admin();
            admin.register(Registration.of("a-1", "a", "127.0.0.1", 1));
            String rules = "service_prefix \"\" { policy = \"read\" } node_prefix \"\" { policy = \"read\" }";
            String first = token(admin, "first", rules);
            String second = token(admin, "second", rules);
            put(first);
            try (ConsulRegistry registry = ConsulRegistry.create(
                            options(agent, Optional.empty(), Optional.of(folder.resolve("token"))));
                    Discovery discovery =
                            Discovery.start(Routes.config("/a service:a", "/b service:none"), registry, sink)) {
                sink.awaitPorts("service:a", 1);
                eventually("ready", SOON, () -> discovery.view().ready());
                admin.delete("/v1/acl/token/"
                        + admin.withToken(first)
                                .get("/v1/acl/token/self")
                                .path("AccessorID")
                                .asText());
                // Makes each open question come back; the next ones are refused.
                admin.register(Registration.of("a-2", "a", "127.0.0.1", 2));
                eventually("denied", SOON, () -> state(discovery).equals("DENIED"));
                assertThat(ports(sink.last(), "service:a")).contains(1);
                int before = sink.states().size();
                put("no-token-that-consul-knows");
                put(second);
                eventually("live", SOON, () -> state(discovery).equals("LIVE"));
                sink.awaitPorts("service:a", 1, 2);
                assertThat(sink.states().subList(before - 1, sink.states().size()))
                        .allSatisfy(
                                state -> assertThat(ports(state, "service:a")).contains(1));
            }
        }
    }

    /** The token may see nodes as before, and services no more: its answers are good, and empty. */
    @Test
    @Tag("full")
    @Timeout(300)
    void whatATokenMayNotReadAnyMoreIsKept(ConsulBinary binary) throws Exception {
        try (ConsulAgent agent = ConsulAgent.start(binary.path().orElseThrow(), SETTINGS, MASTER)) {
            ConsulAdmin admin = agent.admin();
            admin.register(Registration.of("a-1", "a", "127.0.0.1", 1));
            String nodes = "node_prefix \"\" { policy = \"read\" }";
            String all = nodes + " service_prefix \"\" { policy = \"read\" }";
            String token = token(admin, "narrowed", all);
            try (ConsulRegistry registry = ConsulRegistry.create(options(agent, Optional.of(token), Optional.empty()));
                    Discovery discovery = Discovery.start(Routes.config("/a service:a"), registry, sink)) {
                sink.awaitPorts("service:a", 1);
                int before = sink.states().size();
                rules(admin, "narrowed", nodes);
                eventually(
                        "denied", Duration.ofMinutes(2), () -> state(discovery).equals("DENIED"));
                rules(admin, "narrowed", all);
                eventually("live", Duration.ofMinutes(2), () -> state(discovery).equals("LIVE"));
                assertThat(sink.states().subList(before - 1, sink.states().size()))
                        .allSatisfy(
                                state -> assertThat(ports(state, "service:a")).containsExactly(1));
            }
        }
    }

    private static void rules(ConsulAdmin admin, String name, String rules) {
        String id = "";
        for (JsonNode policy : admin.get("/v1/acl/policies")) {
            id = policy.path("Name").asText().equals(name) ? policy.path("ID").asText() : id;
        }
        admin.change(
                "/v1/acl/policy/" + id,
                "{\"ID\": \"" + id + "\", \"Name\": \"" + name + "\", \"Rules\": \"" + rules.replace("\"", "\\\"")
                        + "\"}");
    }

    private static String state(Discovery discovery) {
        return discovery.view().watches().stream()
                .filter(watch -> watch.name().equals("service a"))
                .map(WatchView::state)
                .findFirst()
                .orElse("none");
    }
}
