package io.lictor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.ConsulCluster;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.server.app.Application;
import io.lictor.server.app.Settings;
import io.lictor.server.app.WatchSettings;
import io.lictor.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * All of Consul's servers are lost with their data and built anew, under load: for about a minute Consul says, with a
 * leader, that there is nothing. No request fails for it, also when Lictor itself is started anew in that minute.
 */
@ExtendWith(ConsulExtension.class)
@Timeout(300)
@Tag("full")
final class RebuiltIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration REBUILT = Duration.ofSeconds(150);

    @TempDir
    Path state;

    @Test
    void noRequestFailsWhileConsulIsRebuiltFromNothing(ConsulBinary binary) throws Exception {
        try (DemoService one = DemoService.start("one");
                DemoService two = DemoService.start("two");
                ConsulCluster consul = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = consul.client();
            register(consul.admin(agent), one, two);
            Settings settings = Fronts.settings(
                    consul.host(agent),
                    consul.port(),
                    "/sso tag:S00123",
                    new WatchSettings(List.of(), Optional.of(state), true));
            try (Application lictor = Application.start(settings);
                    Traffic traffic = traffic(lictor)) {
                Eventually.holds("both serve", SOON, () -> Fronts.peers(lictor) == 2);
                traffic.start();
                for (int server = 0; server < agent; server++) {
                    consul.kill(server);
                    consul.wipe(server);
                }
                for (int server = 0; server < agent; server++) {
                    consul.start(server);
                }
                Eventually.holds(
                        "the services are missing",
                        REBUILT,
                        () -> states(lictor).contains("HELD"));
                startsAnew(settings);
                register(consul.admin(agent), one, two);
                Eventually.holds(
                        "all is known again", REBUILT, () -> states(lictor).equals(Set.of("LIVE")));
                assertThat(Fronts.peers(lictor)).isEqualTo(2);
                assertThat(traffic.since(0))
                        .hasSizeGreaterThan(300)
                        .allSatisfy(answer -> assertThat(answer.status())
                                .as(answer.toString())
                                .isEqualTo(200));
            }
        }
    }

    /**
     * At a node without an agent: an agent tells again what it knows as soon as it finds a server, and how long nothing is known
     * would be chance.
     */
    private static void register(ConsulAdmin admin, DemoService... services) {
        for (DemoService service : services) {
            admin.put(
                    "/v1/catalog/register",
                    String.format(
                            Locale.ROOT,
                            "{\"Node\": \"ext\", \"Address\": \"127.0.0.1\", \"Service\": {\"ID\": \"%s\", \"Service\":"
                                    + " \"S00123-keycloak\", \"Address\": \"127.0.0.1\", \"Port\": %d, \"Tags\": [\"S00123\"]}}",
                            service.name(),
                            service.port()));
        }
    }

    /** Another one beside it, which knows only what the first has kept. */
    private static void startsAnew(Settings settings) throws Exception {
        try (Application second = Application.start(settings);
                Traffic traffic = traffic(second)) {
            assertThat(Fronts.peers(second)).isEqualTo(2);
            traffic.start();
            traffic.goOn(Duration.ofSeconds(3));
            assertThat(traffic.since(0)).isNotEmpty().allMatch(answer -> answer.status() == 200);
        }
    }

    private static Traffic traffic(Application lictor) {
        return new Traffic(URI.create("http://127.0.0.1:" + lictor.port() + "/sso"), Duration.ofMillis(10));
    }

    private static Set<String> states(Application lictor) {
        return lictor.discoveryView().watches().stream()
                .map(WatchView::state)
                .collect(java.util.stream.Collectors.toSet());
    }
}
