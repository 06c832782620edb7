package io.lictor.discovery;

import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.dialect.LictorDialect;
import io.lictor.discovery.testkit.Routes;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From what a registry says to what is told, in virtual time and on one thread. */
class DiscoveryCoreTest {

    private final FakeTicker ticker = new FakeTicker();
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final List<DesiredState> told = new ArrayList<>();

    private DiscoveryCore core(String... routes) {
        return core(Routes.config(routes));
    }

    private DiscoveryCore core(DiscoveryConfig config) {
        DiscoveryCore core =
                new DiscoveryCore(config, List.of(new LictorDialect()), List.of(), registry, ticker, mailbox::add);
        core.open();
        told.add(core.first());
        return core;
    }

    /** Runs what is in the mailbox, and tells what is due. */
    private void settle(DiscoveryCore core) {
        while (!mailbox.isEmpty()) {
            mailbox.remove().run();
        }
        core.poll().ifPresent(told::add);
    }

    private void settleQuiet(DiscoveryCore core) {
        settle(core);
        ticker.advance(Duration.ofMillis(Quiescence.QUIET_MILLIS));
        settle(core);
    }

    private DesiredState last() {
        return told.get(told.size() - 1);
    }

    private static Instance instance(String service, int port, String... tags) {
        return new Instance(
                new Instance.Id("dc1", "n1", service + "-" + port),
                service,
                "10.0.0.1",
                port,
                List.of(tags),
                Map.of(),
                Status.PASSING,
                1,
                1,
                port);
    }

    private static ServiceSnapshot all(Instance... instances) {
        return new ServiceSnapshot(List.of(instances), Set.of(), true, true);
    }

    private static CatalogSnapshot catalog(Map<String, Set<String>> services) {
        return new CatalogSnapshot(services, true);
    }

    private static String state(DiscoveryCore core, String watch) {
        return core.watches().stream()
                .filter(w -> w.name().equals(watch))
                .map(WatchView::state)
                .findFirst()
                .orElse("none");
    }

    @Test
    void tellsStaticRoutesAndEmptyPoolsFirst() {
        DiscoveryCore core = core("/a http://10.0.0.1:1,http://10.0.0.2:2 max_fails=3", "/b service:b");
        assertThat(ports(last(), "http://10.0.0.1:1,http://10.0.0.2:2")).containsExactlyInAnyOrder(1, 2);
        assertThat(last().routes())
                .extracting(DesiredState.BoundRoute::upstream)
                .containsExactly("http://10.0.0.1:1,http://10.0.0.2:2", "service:b");
        assertThat(core.isReady()).isFalse();
    }

    @Test
    void needsNoRegistryForStaticRoutes() {
        DiscoveryCore core = core("/a http://10.0.0.1:1");
        assertThat(core.isReady()).isTrue();
        assertThat(core.watches()).extracting(WatchView::needed).containsExactly(false);
    }

    @Test
    void isReadyWhenTheCatalogAndEveryServiceFoundHaveAnswered() {
        DiscoveryCore core = core("/a tag:T", "/b service:b");
        registry.catalog(catalog(Map.of("x", Set.of("T"), "y", Set.of("other"), "z", Set.of("T"))));
        settleQuiet(core);
        assertThat(registry.watched()).containsExactly("b", "x", "z");
        registry.service("b", all());
        registry.service("x", all(instance("x", 1, "T")));
        settleQuiet(core);
        assertThat(core.isReady()).isFalse();
        ticker.advance(Duration.ofHours(1));
        settle(core);
        assertThat(core.isReady()).isFalse();
        registry.service("z", all(instance("z", 2, "T"), instance("z", 3)));
        settleQuiet(core);
        assertThat(core.isReady()).isTrue();
        assertThat(ports(last(), "tag:T")).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void tellsNothingWhenNothingChanged() {
        DiscoveryCore core = core("/a service:a");
        registry.service("a", all(instance("a", 1)));
        settleQuiet(core);
        int before = told.size();
        for (int i = 0; i < 100; i++) {
            registry.service("a", all(instance("a", 1)));
            settleQuiet(core);
        }
        assertThat(told).hasSize(before);
    }

    @Test
    void gathersAdditionsForAMomentAndTellsRemovalsAtOnce() {
        DiscoveryCore core = core("/a service:a", "/b service:b");
        registry.service("a", all(instance("a", 1)));
        settle(core);
        assertThat(told).hasSize(1);
        registry.service("b", all(instance("b", 2)));
        settle(core);
        ticker.advance(Duration.ofMillis(Quiescence.QUIET_MILLIS));
        settle(core);
        assertThat(told).hasSize(2);
        assertThat(ports(last(), "service:b")).containsExactly(2);
        registry.service(
                "a", new ServiceSnapshot(List.of(), Set.of(instance("a", 1).id()), true, true));
        settle(core);
        assertThat(told).hasSize(3);
        assertThat(ports(last(), "service:a")).isEmpty();
    }

    @Test
    void tellsAdditionsThatKeepComing() {
        DiscoveryCore core = core("/a service:a");
        List<Instance> instances = new ArrayList<>();
        for (int port = 1; port <= 30; port++) {
            instances.add(instance("a", port));
            registry.service("a", all(instances.toArray(new Instance[0])));
            settle(core);
            ticker.advance(Duration.ofMillis(Quiescence.QUIET_MILLIS / 2));
        }
        assertThat(told).hasSizeBetween(3, 5);
    }

    @Test
    void holdsWhatVanishesAndSaysSo() {
        DiscoveryCore core = core("/a service:a");
        registry.service("a", all(instance("a", 1)));
        settleQuiet(core);
        registry.service("a", all());
        settle(core);
        assertThat(state(core, "service a")).isEqualTo("HELD");
        assertThat(ports(last(), "service:a")).containsExactly(1);
        assertThat(core.nextDeadline()).isEqualTo(ticker.millis() + Guard.HOLD_MILLIS);
        ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS));
        settle(core);
        assertThat(state(core, "service a")).isEqualTo("LIVE");
        assertThat(ports(last(), "service:a")).isEmpty();
    }

    @Test
    void holdsLongerWhenManyServicesVanishAtOnce() {
        DiscoveryCore core = core("/a service:a", "/b service:b", "/c service:c", "/d service:d");
        for (String name : List.of("a", "b", "c", "d")) {
            registry.service(name, all(instance(name, 1)));
        }
        settleQuiet(core);
        for (String name : List.of("a", "b", "c")) {
            registry.service(name, all());
        }
        settle(core);
        ticker.advance(Duration.ofMillis(Guard.MASS_HOLD_MILLIS - 1));
        settle(core);
        assertThat(ports(last(), "service:a")).containsExactly(1);
        ticker.advance(Duration.ofMillis(1));
        settle(core);
        assertThat(ports(last(), "service:a")).isEmpty();
        assertThat(ports(last(), "service:d")).containsExactly(1);
    }

    @Test
    void keepsEverythingThroughFaults() {
        DiscoveryCore core = core("/a tag:T");
        registry.catalog(catalog(Map.of("a", Set.of("T"))));
        settle(core);
        registry.service("a", all(instance("a", 1, "T")));
        settleQuiet(core);
        int before = told.size();
        for (int i = 0; i < 1_000; i++) {
            registry.fail(new Fault(i % 2 == 0, "no"));
            settle(core);
            ticker.advance(Duration.ofMinutes(1));
        }
        assertThat(told).hasSize(before);
        assertThat(state(core, "service a")).isEqualTo("DEGRADED");
        registry.fail(new Fault(true, "ACL not found"));
        settle(core);
        assertThat(state(core, "service a")).isEqualTo("DENIED");
        registry.service("a", new ServiceSnapshot(List.of(), Set.of(), false, true));
        settle(core);
        assertThat(state(core, "service a")).isEqualTo("STALE");
        assertThat(told).hasSize(before);
    }

    @Test
    void keepsWatchingAServiceUntilItsOwnWatchSaysThatItIsGone() {
        DiscoveryCore core = core("/a tag:T");
        registry.catalog(catalog(Map.of("a", Set.of("T"))));
        settle(core);
        registry.service("a", all(instance("a", 1, "T")));
        settleQuiet(core);
        registry.catalog(catalog(Map.of()));
        settle(core);
        assertThat(ports(last(), "tag:T")).containsExactly(1);
        assertThat(registry.watched()).containsExactly("a");
        registry.service("a", all(instance("a", 1)));
        settle(core);
        assertThat(ports(last(), "tag:T")).isEmpty();
        assertThat(registry.watched()).isEmpty();
        registry.catalog(catalog(Map.of("a", Set.of("T"))));
        settle(core);
        assertThat(registry.watched()).containsExactly("a");
    }

    @Test
    void watchesEveryServiceWithTheTagsAskedFor() {
        DiscoveryCore core = core(new DiscoveryConfig(List.of(), Set.of("public")));
        registry.catalog(
                catalog(Map.of("a", Set.of("public"), "b", Set.of("lictor:/b"), "c", Set.of("public", "lictor:/c"))));
        settle(core);
        assertThat(registry.watched()).containsExactly("a", "c");
        registry.service(
                "c", all(instance("c", 1, "public", "lictor:/c"), instance("c", 2, "lictor:/c"), instance("c", 3)));
        settleQuiet(core);
        assertThat(ports(last(), "c /c")).containsExactly(1);
    }

    private DiscoveryCore keyed(String... routes) {
        return core(Routes.config(routes).withPolicy(DiscoveryPolicy.DEFAULT));
    }

    private static KeysSnapshot keys(String... keysAndTexts) {
        return keys(true, true, keysAndTexts);
    }

    private static KeysSnapshot keys(boolean fresh, boolean explained, String... keysAndTexts) {
        TreeMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < keysAndTexts.length; i += 2) {
            values.put("lictor/" + keysAndTexts[i], keysAndTexts[i + 1]);
        }
        return new KeysSnapshot(values, fresh, explained);
    }

    private List<String> upstreams() {
        return last().routes().stream().map(DesiredState.BoundRoute::upstream).toList();
    }

    @Test
    void isNotReadyBeforeTheKeysAreKnownAndInEffect() {
        DiscoveryCore core = keyed();
        registry.catalog(catalog(Map.of()));
        settleQuiet(core);
        assertThat(core.isReady()).isFalse();
        registry.keys("lictor/", keys("routes/a", "/a service:a"));
        settleQuiet(core);
        assertThat(core.isReady()).isFalse();
        assertThat(upstreams()).isEmpty();
        registry.service("a", all(instance("a", 1)));
        settleQuiet(core);
        assertThat(core.isReady()).isTrue();
        assertThat(ports(last(), "service:a")).containsExactly(1);
    }

    @Test
    void aKeyThatLeadsElsewhereWaitsForTheInstancesThere() {
        DiscoveryCore core = keyed();
        registry.keys("lictor/", keys("routes/a", "/a service:blue"));
        settle(core);
        registry.service("blue", all(instance("blue", 1)));
        settleQuiet(core);
        registry.keys("lictor/", keys("routes/a", "/a service:green"));
        settleQuiet(core);
        assertThat(upstreams()).containsExactly("service:blue");
        assertThat(registry.watched()).containsExactly("blue", "green");
        registry.service("green", all(instance("green", 2)));
        settleQuiet(core);
        assertThat(upstreams()).containsExactly("service:green");
        assertThat(ports(last(), "service:green")).containsExactly(2);
        assertThat(registry.watched()).containsExactly("green");
    }

    @Test
    void aKeyDoesNotWaitForEverForAServiceThatDoesNotAnswer() {
        DiscoveryCore core = keyed();
        registry.keys("lictor/", keys("routes/a", "/a service:a"));
        settleQuiet(core);
        assertThat(core.nextDeadline()).isLessThanOrEqualTo(ticker.millis() + WatchedKeys.ADOPT_MILLIS);
        ticker.advance(Duration.ofMillis(WatchedKeys.ADOPT_MILLIS));
        settleQuiet(core);
        assertThat(upstreams()).containsExactly("service:a");
    }

    @Test
    void aRouteByTagInAKeyFindsItsServices() {
        DiscoveryCore core = keyed();
        registry.catalog(catalog(Map.of("a", Set.of("T"))));
        registry.keys("lictor/", keys("routes/t", "/t tag:T"));
        settle(core);
        assertThat(registry.watched()).containsExactly("a");
        registry.service("a", all(instance("a", 1, "T")));
        settleQuiet(core);
        assertThat(ports(last(), "tag:T")).containsExactly(1);
        registry.keys("lictor/", keys());
        settleQuiet(core);
        assertThat(upstreams()).isEmpty();
        assertThat(registry.watched()).isEmpty();
    }

    @Test
    void aDeletedKeyIsGoneAtOnceAndOneThatVanishedLater() {
        DiscoveryCore core = keyed();
        registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1", "routes/b", "/b http://1.2.3.4:2"));
        settleQuiet(core);
        registry.keys("lictor/", keys(true, true, "routes/a", "/a http://1.2.3.4:1"));
        settle(core);
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1");
        registry.keys("lictor/", keys(true, false));
        settle(core);
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1");
        assertThat(state(core, "keys lictor/")).isEqualTo("HELD");
        ticker.advance(Duration.ofMillis(KeysWatch.HOLD_MILLIS - 1));
        settle(core);
        assertThat(upstreams()).hasSize(1);
        assertThat(core.nextDeadline()).isEqualTo(ticker.millis() + 1);
        ticker.advance(Duration.ofMillis(1));
        settle(core);
        assertThat(upstreams()).isEmpty();
        assertThat(state(core, "keys lictor/")).isEqualTo("LIVE");
    }

    @Test
    void aHeldKeyThatComesBackIsNotDroppedLater() {
        DiscoveryCore core = keyed();
        registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        settleQuiet(core);
        registry.keys("lictor/", keys(true, false));
        settle(core);
        registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        settle(core);
        ticker.advance(Duration.ofMillis(2 * KeysWatch.HOLD_MILLIS));
        settle(core);
        assertThat(upstreams()).hasSize(1);
    }

    @Test
    void anAnswerWithoutALeaderTakesNoKeyAway() {
        DiscoveryCore core = keyed();
        registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        settleQuiet(core);
        registry.keys("lictor/", keys(false, true, "routes/b", "/b http://1.2.3.4:2"));
        settleQuiet(core);
        ticker.advance(Duration.ofMillis(2 * KeysWatch.HOLD_MILLIS));
        settle(core);
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1", "http://1.2.3.4:2");
        assertThat(state(core, "keys lictor/")).isEqualTo("STALE");
    }

    @Test
    void keysThatMayNotBeReadKeepNobodyFromBeingReady() {
        DiscoveryCore core = keyed("/a service:a");
        registry.catalog(catalog(Map.of()));
        registry.service("a", all(instance("a", 1)));
        settleQuiet(core);
        assertThat(core.isReady()).isFalse();
        registry.failKeys(new Fault(false, "no leader"));
        settleQuiet(core);
        assertThat(core.isReady()).isFalse();
        registry.failKeys(new Fault(true, "Permission denied"));
        settleQuiet(core);
        assertThat(core.isReady()).isTrue();
        assertThat(state(core, "keys lictor/")).isEqualTo("DENIED");
    }

    @Test
    void flagsGoBeforeKeysAndKeysBeforeTagsAndDefaultsAreBelowAll() {
        DiscoveryCore core = keyed("/flag service:a");
        registry.catalog(catalog(Map.of("a", Set.of("lictor:/flag"))));
        registry.service("a", all(instance("a", 1, "lictor:/flag", "lictor:/key", "lictor:/tag max_fails=9")));
        registry.keys(
                "lictor/",
                keys(
                        "defaults/*", "max_fails=7",
                        "routes/1", "/flag http://1.2.3.4:1",
                        "routes/2", "/key http://1.2.3.4:2",
                        "routes/3", "/key http://1.2.3.4:3"));
        settleQuiet(core);
        settleQuiet(core);
        assertThat(upstreams()).containsExactly("service:a", "http://1.2.3.4:2", "a /tag");
        assertThat(peers(last(), "service:a").get(0).options().maxFails()).isEqualTo(7);
        assertThat(peers(last(), "http://1.2.3.4:2").get(0).options().maxFails())
                .isEqualTo(7);
        assertThat(peers(last(), "a /tag").get(0).options().maxFails()).isEqualTo(9);
        assertThat(core.problems())
                .extracting(p -> p.place() + ": " + p.message())
                .containsExactly(
                        "key lictor/routes/1: /flag: not used: a route given by a flag has it",
                        "key lictor/routes/3: /key: not used: the route in key lictor/routes/2 has it",
                        "route /flag of service a: not used: a route given by a flag has it",
                        "route /key of service a: not used: the route in key lictor/routes/2 has it");
    }

    @Test
    void closesAllWatches() {
        DiscoveryCore core = core("/a service:a", "/b service:b");
        core.close();
        assertThat(registry.watched()).isEmpty();
        registry.service("a", all(instance("a", 1)));
        settle(core);
        assertThat(told).hasSize(1);
    }
}
