package io.lictor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.ConsulCluster;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.devconsul.Registration.Check;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.server.app.Application;
import io.lictor.server.demo.Traffic.Answer;
import io.lictor.testkit.Eventually;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole site: three Consul servers and a client agent beside the services, which are processes of their own with script
 * checks and the tag {@code S00123}; Lictor in front, asked without a pause. Whatever happens to services, agents and
 * servers, no request gets a wrong answer.
 */
@ExtendWith(ConsulExtension.class)
@Timeout(180)
final class SiteIT {

    private static final String SERVICE = "S00123-keycloak";
    private static final String TAG = "S00123";
    private static final String ROUTE = "/sso tag:S00123 max_fails=3 fail_timeout=60s";
    private static final Duration SOON = Duration.ofSeconds(15);

    /** Each of two clients asks so often; all of the site shares the machine's cores with them. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    @TempDir
    Path healthy;

    @Test
    void routesFollowTheSiteAndNothingAnswersWrongly(ConsulBinary binary) throws Exception {
        try (DemoService one = DemoService.start("one");
                DemoService two = DemoService.start("two");
                DemoService three = DemoService.start("three");
                ConsulCluster consul = ConsulCluster.start(binary.path().orElseThrow())) {
            int agent = consul.client();
            consul.define(agent, instance(one));
            consul.define(agent, instance(two));
            try (Application lictor = Application.start(Fronts.settings(consul.host(agent), consul.port(), ROUTE));
                    Traffic traffic = new Traffic(URI.create("http://127.0.0.1:" + lictor.port() + "/sso"), PAUSE)) {
                Eventually.holds("both serve", SOON, () -> Fronts.peers(lictor) == 2);
                traffic.start();
                serves(traffic, one, two);

                adds(consul, traffic, three);
                removes(consul, lictor, traffic, three);
                followsAFailingCheck(lictor, traffic, one, two);
                outlivesTheLeader(consul, lictor, traffic, three);
                outlivesTheAgent(consul, agent, lictor, traffic);

                assertThat(traffic.since(0))
                        .hasSizeGreaterThan(300)
                        .allSatisfy(answer -> assertThat(answer.status())
                                .as(answer.toString())
                                .isEqualTo(200));
            }
        }
    }

    /** An instance at another agent, without a check: it serves as soon as the registry has it. */
    private static void adds(ConsulCluster consul, Traffic traffic, DemoService added) throws Exception {
        long start = System.nanoTime();
        consul.admin(0).register(Registration.of("three", SERVICE, "127.0.0.1", added.port(), TAG));
        Answer first = traffic.await(start, SOON, a -> a.isFrom(added)).orElseThrow();
        System.out.printf("site: registered; first answer after %d ms%n", millis(start, first.end()));
    }

    /** Deregistered, and registered again, five times: the middle one counts, as any single one may meet a pause. */
    private static void removes(ConsulCluster consul, Application lictor, Traffic traffic, DemoService removed)
            throws Exception {
        List<Long> applied = new ArrayList<>();
        List<Long> lasts = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            if (round > 0) {
                adds(consul, traffic, removed);
            }
            consul.admin(0).deregister("three");
            long gone = System.nanoTime();
            Eventually.holds("its peer is gone", SOON, () -> Fronts.peers(lictor) == 2);
            applied.add(millis(gone, System.nanoTime()));
            traffic.goOn(Duration.ofMillis(300));
            lasts.add(traffic.since(gone).stream()
                    .filter(answer -> answer.isFrom(removed))
                    .mapToLong(answer -> millis(gone, answer.start()))
                    .max()
                    .orElse(0));
        }
        System.out.printf(
                "site: deregistered; no peer any more after %s ms, last new request after %s ms%n", applied, lasts);
        Collections.sort(lasts);
        assertThat(lasts.get(2)).as("ms from deregistration to no new request").isLessThan(100);
    }

    private void followsAFailingCheck(Application lictor, Traffic traffic, DemoService failing, DemoService other)
            throws Exception {
        Files.delete(healthy.resolve(failing.name()));
        Eventually.holds("the failing instance is out", SOON, () -> Fronts.peers(lictor) == 1);
        long out = System.nanoTime();
        traffic.goOn(Duration.ofMillis(300));
        assertThat(traffic.since(out)).isNotEmpty().allMatch(answer -> answer.isFrom(other));
        Files.createFile(healthy.resolve(failing.name()));
        Eventually.holds("it is back", SOON, () -> Fronts.peers(lictor) == 2);
        serves(traffic, failing, other);
    }

    private static void outlivesTheLeader(ConsulCluster consul, Application lictor, Traffic traffic, DemoService added)
            throws Exception {
        int leader = consul.leader();
        consul.kill(leader);
        traffic.goOn(Duration.ofSeconds(1));
        assertThat(Fronts.peers(lictor)).isEqualTo(2);
        Eventually.holds(
                "a new leader", Duration.ofSeconds(30), () -> consul.leader() >= 0 && consul.leader() != leader);
        long start = System.nanoTime();
        int server = (leader + 1) % 3;
        consul.admin(server).register(Registration.of("three", SERVICE, "127.0.0.1", added.port(), TAG));
        Answer first = traffic.await(start, Duration.ofSeconds(20), a -> a.isFrom(added))
                .orElseThrow(() -> new AssertionError("not served by the instance registered after the election"));
        System.out.printf(
                "site: registered after the election; first answer after %d ms%n", millis(start, first.end()));
        consul.start(leader);
    }

    /** The agent that Lictor asks, and that its instances are registered at, ends and comes back. */
    private static void outlivesTheAgent(ConsulCluster consul, int agent, Application lictor, Traffic traffic)
            throws Exception {
        consul.stop(agent);
        long stopped = System.nanoTime();
        traffic.goOn(Duration.ofSeconds(1));
        assertThat(traffic.since(stopped)).isNotEmpty();
        consul.start(agent);
        Eventually.holds(
                "the watch lives again",
                Duration.ofSeconds(30),
                () -> lictor.discoveryView().watches().stream()
                        .allMatch(watch -> watch.state().equals("LIVE")));
        Eventually.holds("all serve", Duration.ofSeconds(30), () -> Fronts.peers(lictor) == 3);
    }

    private static void serves(Traffic traffic, DemoService... services) throws InterruptedException {
        long now = System.nanoTime();
        for (DemoService service : services) {
            assertThat(traffic.await(now, SOON, answer -> answer.isFrom(service)))
                    .as(service.name())
                    .isPresent();
        }
    }

    private Registration instance(DemoService service) throws Exception {
        Path file = Files.createFile(healthy.resolve(service.name()));
        return Registration.of(service.name(), SERVICE, "127.0.0.1", service.port(), TAG)
                .withCheck(Check.script("echo checked; test -e " + file + " || exit 2", "1s"));
    }

    private static long millis(long from, long to) {
        return (to - from) / 1_000_000;
    }
}
