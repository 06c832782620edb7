package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lictor.config.ListenerSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.discovery.InMemoryRegistry;
import io.lictor.discovery.Instance;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.TestConsul;
import io.lictor.engine.Transport;
import io.lictor.server.app.Application;
import io.lictor.server.app.Settings;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.RefusingPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(ConsulExtension.class)
class ExplainCommandTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void aRunningLictorIsAsked() throws Exception {
        InMemoryRegistry registry = new InMemoryRegistry();
        registry.register("kc1", "keycloak", "127.0.0.1", 8001, List.of("S00123"));
        registry.register("kc2", "keycloak", "127.0.0.1", 8002, List.of("S00123"));
        registry.report("kc2", Instance.Status.CRITICAL);
        Settings settings = new Settings(
                List.of(ListenerSpec.at(new InetSocketAddress(LOOPBACK, 0))),
                Optional.of(new InetSocketAddress(LOOPBACK, 0)),
                List.of(
                        RouteParser.parse("/sso tag:S00123 strip=/sso", "--route"),
                        RouteParser.parse("/ http://127.0.0.1:9", "--route")),
                Optional.empty(),
                Set.of(),
                new Settings.NoLog(),
                Settings.DERIVED,
                1,
                Transport.NIO,
                Duration.ZERO,
                Optional.empty());
        try (Application application = Application.start(settings, registry)) {
            String admin =
                    "127.0.0.1:" + application.adminAddress().orElseThrow().getPort();
            Eventually.holds(
                    "the instance is known",
                    () -> explain(admin, "https://example.com/sso/realms")
                            .out()
                            .contains("memory/local/kc2: a check of it is critical"));

            ToolRun run = explain(admin, "https://example.com/sso/realms?x=1");
            assertThat(run.code()).isZero();
            assertThat(run.out().lines())
                    .containsExactly(
                            "GET https://example.com/sso/realms?x=1",
                            "",
                            "result       a peer answers",
                            "route        /sso  (the longest prefix)",
                            "written      /sso tag:S00123 strip=/sso",
                            "declared by  --route",
                            "path         /sso/realms  (its normal form, which routes match)",
                            "sent         GET /realms?x=1",
                            "             X-Forwarded-Prefix: /sso",
                            "upstream     tag:S00123",
                            "balance      round_robin: the only one that can be picked",
                            "",
                            "peers",
                            "  127.0.0.1:8001         in   weight=1 in_flight=0",
                            "                              memory/local/kc1",
                            "",
                            "instances that are no peers",
                            "  127.0.0.1:8002         memory/local/kc2: a check of it is critical",
                            "",
                            "other routes",
                            "  /                               a longer prefix goes before it (--route)");

            ToolRun lint = ToolRun.of("lint", "--admin", admin);
            assertThat(lint.err()).isEmpty();
            assertThat(lint.out()).isEmpty();
            assertThat(lint.code()).isZero();
            registry.register("near", "near", "127.0.0.1", 8003, List.of("lictr:/near"));
            Eventually.holds(
                    "a tag that nearly declares a route is a finding",
                    () -> ToolRun.of("lint", "--admin", admin)
                            .out()
                            .startsWith("warning: tag \"lictr:/near\" of service near: declares nothing"));
            registry.deregister("near");
            registry.report("kc1", Instance.Status.CRITICAL);
            Eventually.holds(
                    "the route without peers is a finding",
                    () -> ToolRun.of("lint", "--admin", admin)
                            .out()
                            .startsWith("warning: route /sso (--route): no instance takes requests"));

            JsonNode json = new ObjectMapper()
                    .readTree(explain(admin, "/sso", "--json", "-H", "Host: a").out());
            assertThat(json.at("/explanation/verdict").textValue()).isEqualTo("routed");
            assertThat(json.at("/explanation/upstream/pick").textValue()).isEqualTo("no peers: 502");
            assertThat(json.at("/live").booleanValue()).isTrue();
        }
    }

    @Test
    void aRegistryIsReadWithoutALictor(TestConsul consul) {
        consul.admin()
                .register(Registration.of(
                        "explained-1", "explained", "127.0.0.1", 8001, "lictor:/explained max_fails=3"));
        consul.admin()
                .register(Registration.of("explained-2", "explained", "127.0.0.1", 8002, "lictor:/explained weight=x"));
        String address = consul.host() + ":" + consul.port();
        try {
            ToolRun run = ToolRun.of("explain", "/explained", "--consul", address, "-H", "Host: a");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains(
                            "declared by  tag of explained@",
                            "127.0.0.1:8001",
                            "weight: \"x\" (expected: a whole number)")
                    .contains("Read from the registry")
                    .doesNotContain("in_flight");
            assertThat(ToolRun.of("explain", "/nowhere-at-all", "--consul", address, "-H", "Host: a")
                            .code())
                    .isEqualTo(1);
        } finally {
            consul.admin().deregister("explained-1");
            consul.admin().deregister("explained-2");
        }
    }

    @Test
    void whoCannotBeReachedIsNamed() throws Exception {
        try (RefusingPort nobody = new RefusingPort()) {
            ToolRun admin = explain("127.0.0.1:" + nobody.port(), "/sso");
            assertThat(admin.code()).isEqualTo(3);
            assertThat(admin.err())
                    .startsWith("lictor explain: Lictor's admin server at 127.0.0.1:" + nobody.port() + ": ")
                    .hasLineCount(1);
            ToolRun consul = ToolRun.of("explain", "/sso", "--consul", "127.0.0.1:" + nobody.port());
            assertThat(consul.code()).isEqualTo(3);
            assertThat(consul.err()).startsWith("lictor explain: Consul at http://127.0.0.1:" + nobody.port() + ": ");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "explain | no URL (expected: lictor explain [METHOD] https://HOST/PATH)",
                "explain ftp://x | URL \"ftp://x\" (expected: http:// or https://)",
                "explain /a -H x | header \"x\" (expected: Name: value)",
                "explain /a --route /b | --route: only with --consul (expected: a running Lictor knows its own)",
                "explain /a --warning out | --warning: only with --consul (expected: a running Lictor knows its own)",
                "explain /a --allow-route a=/b | --allow-route: only with --consul (expected: a running Lictor knows its own)",
                "explain /a --consul off | --consul \"off\" (expected: [http[s]://]HOST:PORT of an agent)",
                "explain /a --admin x:y | --admin \"x:y\" (expected: [HOST:]PORT of a running Lictor's --admin)",
            })
    void aWrongUseIsOneLineAndCode2(String words, String message) {
        ToolRun run = ToolRun.of(words.strip().split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("lictor explain: " + message + "\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void helpFitsATerminal() {
        ToolRun run = ToolRun.of("explain", "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("lictor explain [METHOD] URL", "--consul ADDR", "Exit codes:");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    private static ToolRun explain(String admin, String... words) {
        String[] args = new String[words.length + 3];
        args[0] = "explain";
        args[1] = "--admin";
        args[2] = admin;
        System.arraycopy(words, 0, args, 3, words.length);
        return ToolRun.of(args);
    }
}
