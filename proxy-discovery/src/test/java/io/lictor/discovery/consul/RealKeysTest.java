package io.lictor.discovery.consul;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryConfig;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.devconsul.ConsulAdmin;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.TestConsul;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Routes and defaults in the keys of a real agent. Each test has a prefix of its own. */
@ExtendWith(ConsulExtension.class)
class RealKeysTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    private final RecordingSink sink = new RecordingSink();
    private final List<String> registered = new ArrayList<>();
    private ConsulAdmin admin;
    private ConsulRegistry registry;
    private Discovery discovery;
    private String prefix;

    @BeforeEach
    void openRegistry(TestConsul consul) {
        admin = consul.admin();
        registry = ConsulRegistry.create(
                new ConsulOptions(false, consul.host(), consul.port(), Optional.empty(), Optional.empty(), true));
    }

    @AfterEach
    void closeAll() {
        if (discovery != null) {
            discovery.close();
        }
        registry.close();
        registered.forEach(admin::deregister);
        admin.deleteKeys(prefix + "/");
    }

    private void start(String keyPrefix) {
        prefix = keyPrefix;
        DiscoveryConfig config = new DiscoveryConfig(List.of(), Set.of())
                .withPolicy(DiscoveryPolicy.DEFAULT.withKeys(Optional.of(keyPrefix)));
        discovery = Discovery.start(config, registry, sink);
    }

    private void set(String name, String text) {
        admin.setKey(prefix + "/" + name, text);
    }

    private void delete(String name) {
        admin.deleteKey(prefix + "/" + name);
    }

    private void register(String service, int port, String... tags) {
        admin.register(Registration.of(service + "-" + port, service, "127.0.0.1", port, tags));
        registered.add(service + "-" + port);
    }

    private void awaitUpstreams(String... upstreams) {
        sink.await(
                "routes to " + List.of(upstreams),
                SOON,
                state -> upstreams(state).equals(List.of(upstreams)));
    }

    private static List<String> upstreams(DesiredState state) {
        return state.routes().stream().map(DesiredState.BoundRoute::upstream).toList();
    }

    private List<Problem> problems() {
        return discovery.view().problems().stream()
                .filter(problem -> problem.place().startsWith("key " + prefix))
                .toList();
    }

    @Test
    void nothingBelowThePrefixIsAnAnswer() {
        start("k1/none");
        eventually("ready", SOON, () -> discovery.view().ready());
        assertThat(discovery.view().watches())
                .filteredOn(watch -> watch.name().equals("keys k1/none/"))
                .extracting(WatchView::state)
                .containsExactly("LIVE");
        set("routes/a", "/a http://127.0.0.1:1");
        awaitUpstreams("http://127.0.0.1:1");
    }

    @Test
    void followsKeysWithTheirServices() {
        register("k2-blue", 1);
        register("k2-green", 2, "K2");
        start("k2");
        set("routes/app", "/app service:k2-blue max_fails=3");
        awaitUpstreams("service:k2-blue");
        assertThat(ports(sink.last(), "service:k2-blue")).containsExactly(1);
        set("routes/app", "/app tag:K2");
        awaitUpstreams("tag:K2");
        // It never led nowhere.
        assertThat(sink.states())
                .filteredOn(state -> !state.routes().isEmpty())
                .allSatisfy(
                        state -> assertThat(state.upstreams().get(0).peers()).isNotEmpty());
        assertThat(ports(sink.last(), "tag:K2")).containsExactly(2);
    }

    @Test
    void theNewestKeyDeletedIsGoneAndSoIsTheLast() {
        start("k3");
        for (int i = 1; i <= 3; i++) {
            set("routes/" + i, "/" + i + " http://127.0.0.1:" + i);
        }
        awaitUpstreams("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3");
        delete("routes/3");
        awaitUpstreams("http://127.0.0.1:1", "http://127.0.0.1:2");
        set("routes/4", "/4 http://127.0.0.1:4");
        awaitUpstreams("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:4");
        admin.deleteKeys("k3/");
        awaitUpstreams();
        set("routes/1", "/1 http://127.0.0.1:1");
        awaitUpstreams("http://127.0.0.1:1");
    }

    @Test
    void theOthersAreFollowedWhenTheNewestIsDeleted() {
        start("k6");
        set("routes/a", "/a http://127.0.0.1:1");
        set("routes/b", "/b http://127.0.0.1:2");
        awaitUpstreams("http://127.0.0.1:1", "http://127.0.0.1:2");
        delete("routes/b");
        awaitUpstreams("http://127.0.0.1:1");
        set("routes/a", "/a http://127.0.0.1:3");
        awaitUpstreams("http://127.0.0.1:3");
        set("routes/b", "/b http://127.0.0.1:4");
        awaitUpstreams("http://127.0.0.1:3", "http://127.0.0.1:4");
        // Not once without the key that was there all the time.
        assertThat(sink.states().stream()
                        .map(RealKeysTest::upstreams)
                        .dropWhile(List::isEmpty)
                        .filter(upstreams ->
                                !upstreams.contains("http://127.0.0.1:1") && !upstreams.contains("http://127.0.0.1:3")))
                .isEmpty();
    }

    @Test
    void aBadKeyCostsItselfAndOneThatBecameBadNothing() {
        start("k4");
        set("routes/good", "/good http://127.0.0.1:1");
        set("routes/bad", "/bad nowhere");
        awaitUpstreams("http://127.0.0.1:1");
        eventually("reported", SOON, () -> problems().size() == 1);
        assertThat(problems())
                .containsExactly(
                        new Problem(
                                "key k4/routes/bad",
                                "\"nowhere\" (expected after the path: service:NAME, tag:TAG, http://HOST:PORT,… or https://HOST:PORT,…)"));
        set("routes/good", "/good http://127.0.0.1:99999");
        eventually("reported too", SOON, () -> problems().size() == 2);
        assertThat(upstreams(sink.last())).containsExactly("http://127.0.0.1:1");
        set("routes/good", "/good http://127.0.0.1:2");
        awaitUpstreams("http://127.0.0.1:2");
        delete("routes/bad");
        eventually("put right", SOON, () -> problems().isEmpty());
    }

    @Test
    void defaultsReachRoutesThatServicesDeclare() {
        register("k5", 1, "lictor:/k5");
        start("k5");
        awaitUpstreams("k5 /k5");
        set("defaults/*", "max_fails=4");
        sink.await("max_fails of all", SOON, state -> maxFails(state) == 4);
        set("defaults/k5", "max_fails=6");
        sink.await("max_fails of the service", SOON, state -> maxFails(state) == 6);
        admin.deleteKeys("k5/");
        sink.await("max_fails of nginx", SOON, state -> maxFails(state) == 1);
    }

    private static int maxFails(DesiredState state) {
        return peers(state, "k5 /k5").stream()
                .mapToInt(peer -> peer.options().maxFails())
                .findFirst()
                .orElse(0);
    }
}
