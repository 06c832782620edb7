package io.lictor.discovery;

import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From what a registry says to what is told, in virtual time and on one thread. */
class DiscoveryCoreTest {

    private final CoreRig rig = new CoreRig();
    private final FakeTicker ticker = rig.ticker;
    private final ScriptedRegistry registry = rig.registry;
    private final List<DesiredState> told = rig.told;

    private DiscoveryCore core(String... routes) {
        return rig.start(routes);
    }

    private void settle() {
        rig.settle();
    }

    private void settleQuiet() {
        rig.settleQuiet();
    }

    private DesiredState last() {
        return rig.last();
    }

    private static Instance instance(String service, int port, String... tags) {
        return CoreRig.instance(service, port, tags);
    }

    private static ServiceSnapshot all(Instance... instances) {
        return CoreRig.all(instances);
    }

    private static CatalogSnapshot catalog(Map<String, Set<String>> services) {
        return new CatalogSnapshot(services, true);
    }

    private String state(String watch) {
        return rig.state(watch);
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
        settleQuiet();
        assertThat(registry.watched()).containsExactly("b", "x", "z");
        registry.service("b", all());
        registry.service("x", all(instance("x", 1, "T")));
        settleQuiet();
        assertThat(core.isReady()).isFalse();
        ticker.advance(Duration.ofHours(1));
        settle();
        assertThat(core.isReady()).isFalse();
        registry.service("z", all(instance("z", 2, "T"), instance("z", 3)));
        settleQuiet();
        assertThat(core.isReady()).isTrue();
        assertThat(ports(last(), "tag:T")).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void tellsNothingWhenNothingChanged() {
        core("/a service:a");
        registry.service("a", all(instance("a", 1)));
        settleQuiet();
        int before = told.size();
        for (int i = 0; i < 100; i++) {
            registry.service("a", all(instance("a", 1)));
            settleQuiet();
        }
        assertThat(told).hasSize(before);
    }

    @Test
    void gathersAdditionsForAMomentAndTellsRemovalsAtOnce() {
        core("/a service:a", "/b service:b");
        registry.service("a", all(instance("a", 1)));
        settle();
        assertThat(told).hasSize(1);
        registry.service("b", all(instance("b", 2)));
        settle();
        ticker.advance(Duration.ofMillis(Quiescence.QUIET_MILLIS));
        settle();
        assertThat(told).hasSize(2);
        assertThat(ports(last(), "service:b")).containsExactly(2);
        registry.service(
                "a", new ServiceSnapshot(List.of(), Set.of(instance("a", 1).id()), true, true));
        settle();
        assertThat(told).hasSize(3);
        assertThat(ports(last(), "service:a")).isEmpty();
    }

    @Test
    void tellsAdditionsThatKeepComing() {
        core("/a service:a");
        List<Instance> instances = new ArrayList<>();
        for (int port = 1; port <= 30; port++) {
            instances.add(instance("a", port));
            registry.service("a", all(instances.toArray(new Instance[0])));
            settle();
            ticker.advance(Duration.ofMillis(Quiescence.QUIET_MILLIS / 2));
        }
        assertThat(told).hasSizeBetween(3, 5);
    }

    @Test
    void holdsWhatVanishesAndSaysSo() {
        DiscoveryCore core = core("/a service:a");
        registry.service("a", all(instance("a", 1)));
        settleQuiet();
        registry.service("a", all());
        settle();
        assertThat(state("service a")).isEqualTo("HELD");
        assertThat(ports(last(), "service:a")).containsExactly(1);
        assertThat(core.nextDeadline()).isEqualTo(ticker.millis() + Guard.HOLD_MILLIS);
        ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS));
        settle();
        assertThat(state("service a")).isEqualTo("LIVE");
        assertThat(ports(last(), "service:a")).isEmpty();
    }

    @Test
    void holdsLongerWhenManyServicesVanishAtOnce() {
        core("/a service:a", "/b service:b", "/c service:c", "/d service:d");
        for (String name : List.of("a", "b", "c", "d")) {
            registry.service(name, all(instance(name, 1)));
        }
        settleQuiet();
        for (String name : List.of("a", "b", "c")) {
            registry.service(name, all());
        }
        settle();
        ticker.advance(Duration.ofMillis(Guard.MASS_HOLD_MILLIS - 1));
        settle();
        assertThat(ports(last(), "service:a")).containsExactly(1);
        ticker.advance(Duration.ofMillis(1));
        settle();
        assertThat(ports(last(), "service:a")).isEmpty();
        assertThat(ports(last(), "service:d")).containsExactly(1);
    }

    @Test
    void keepsEverythingThroughFaults() {
        core("/a tag:T");
        registry.catalog(catalog(Map.of("a", Set.of("T"))));
        settle();
        registry.service("a", all(instance("a", 1, "T")));
        settleQuiet();
        int before = told.size();
        for (int i = 0; i < 1_000; i++) {
            registry.fail(new Fault(i % 2 == 0, "no"));
            settle();
            ticker.advance(Duration.ofMinutes(1));
        }
        assertThat(told).hasSize(before);
        assertThat(state("service a")).isEqualTo("DEGRADED");
        registry.fail(new Fault(true, "ACL not found"));
        settle();
        assertThat(state("service a")).isEqualTo("DENIED");
        registry.service("a", new ServiceSnapshot(List.of(), Set.of(), false, true));
        settle();
        assertThat(state("service a")).isEqualTo("STALE");
        assertThat(told).hasSize(before);
    }

    @Test
    void keepsWatchingAServiceUntilItsOwnWatchSaysThatItIsGone() {
        core("/a tag:T");
        registry.catalog(catalog(Map.of("a", Set.of("T"))));
        settle();
        registry.service("a", all(instance("a", 1, "T")));
        settleQuiet();
        registry.catalog(catalog(Map.of()));
        settle();
        assertThat(ports(last(), "tag:T")).containsExactly(1);
        assertThat(registry.watched()).containsExactly("a");
        registry.service("a", all(instance("a", 1)));
        settle();
        assertThat(ports(last(), "tag:T")).isEmpty();
        assertThat(registry.watched()).isEmpty();
        registry.catalog(catalog(Map.of("a", Set.of("T"))));
        settle();
        assertThat(registry.watched()).containsExactly("a");
    }

    @Test
    void watchesEveryServiceWithTheTagsAskedFor() {
        rig.start(new DiscoveryConfig(List.of(), Set.of("public")));
        registry.catalog(
                catalog(Map.of("a", Set.of("public"), "b", Set.of("lictor:/b"), "c", Set.of("public", "lictor:/c"))));
        settle();
        assertThat(registry.watched()).containsExactly("a", "c");
        registry.service(
                "c", all(instance("c", 1, "public", "lictor:/c"), instance("c", 2, "lictor:/c"), instance("c", 3)));
        settleQuiet();
        assertThat(ports(last(), "c /c")).containsExactly(1);
    }

    @Test
    void closesAllWatches() {
        DiscoveryCore core = core("/a service:a", "/b service:b");
        core.close();
        assertThat(registry.watched()).isEmpty();
        registry.service("a", all(instance("a", 1)));
        settle();
        assertThat(told).hasSize(1);
    }
}
