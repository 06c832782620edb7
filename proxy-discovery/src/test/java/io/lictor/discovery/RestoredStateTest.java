package io.lictor.discovery;

import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Registry.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was known at the last run is served until the registry says otherwise. */
class RestoredStateTest {

    private final CoreRig rig = new CoreRig();

    private static SavedState state(Instance... instances) {
        Map<String, List<Instance>> services = new java.util.TreeMap<>();
        for (Instance instance : instances) {
            services.computeIfAbsent(instance.service(), name -> new java.util.ArrayList<>())
                    .add(instance);
        }
        Map<String, SavedState.Service> saved = new java.util.TreeMap<>();
        services.forEach((name, list) -> saved.put(name, new SavedState.Service(77, list)));
        return new SavedState("dc1", saved);
    }

    @Test
    void isServedAtOnceWithoutARegistry() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("x", 2, "T"), CoreRig.instance("y", 3)));
        rig.start("/a service:a", "/t tag:T", "/n service:never-seen");
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
        assertThat(ports(rig.last(), "tag:T")).containsExactly(2);
        assertThat(rig.state("service a")).isEqualTo("RESTORED");
        assertThat(rig.state("service x")).isEqualTo("RESTORED");
        assertThat(rig.state("service y")).isEqualTo("none");
        assertThat(rig.state("service never-seen")).isEqualTo("INIT");
        assertThat(rig.state("catalog")).isEqualTo("RESTORED");
        assertThat(rig.core.isReady()).isFalse();
    }

    @Test
    void isReadyAndStaysThroughFaultsOfAnyLength() {
        rig.store.keep(state(CoreRig.instance("a", 1)));
        rig.start("/a service:a");
        assertThat(rig.core.isReady()).isTrue();
        for (int i = 0; i < 1_000; i++) {
            rig.registry.fail(new Fault(false, "connection refused"));
            rig.settle();
            rig.ticker.advance(Duration.ofMinutes(1));
        }
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
        assertThat(rig.state("service a")).isEqualTo("RESTORED");
        assertThat(rig.error("service a")).isEqualTo("connection refused");
        rig.registry.fail(new Fault(true, "ACL not found"));
        rig.settle();
        assertThat(rig.state("service a")).isEqualTo("DENIED");
        assertThat(rig.told).hasSize(1);
    }

    @Test
    void tellsTheRegistryWhoWasThere() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("a", 2)));
        rig.start("/a service:a", "/b service:b");
        assertThat(rig.registry.known("a").revision()).isEqualTo(77);
        assertThat(rig.registry.known("a").instances())
                .extracting(Instance.Id::serviceId)
                .containsExactlyInAnyOrder("a-1", "a-2");
        assertThat(rig.registry.known("b")).isEqualTo(Registry.Known.NOTHING);
    }

    @Test
    void tellsTheRegistryHowManyItWillWatchBeforeTheFirst() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("b", 2)));
        rig.start("/a service:a", "/b service:b", "/c service:c", "/t tag:T");
        assertThat(rig.registry.expected()).containsExactly(3);
        rig.registry.catalog(
                new CatalogSnapshot(Map.of("a", Set.of("T"), "d", Set.of("T"), "e", Set.of("T"), "f", Set.of()), true));
        rig.settle();
        assertThat(rig.registry.watched()).containsExactly("a", "b", "c", "d", "e");
        assertThat(rig.registry.expected()).containsExactly(3, 2);
    }

    @Test
    void isReplacedServiceByServiceAsAnswersCome() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("b", 2)));
        rig.start("/a service:a", "/b service:b");
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1), CoreRig.instance("a", 3)));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "service:a")).containsExactlyInAnyOrder(1, 3);
        assertThat(ports(rig.last(), "service:b")).containsExactly(2);
        assertThat(rig.state("service a")).isEqualTo("LIVE");
        assertThat(rig.state("service b")).isEqualTo("RESTORED");
    }

    @Test
    void isDroppedWhenTheFirstAnswerNamesAnotherDatacenter() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("b", 2)));
        rig.start("/a service:a", "/b service:b");
        rig.registry.service("a", CoreRig.all(in("dc2", CoreRig.instance("a", 3))));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "service:a")).containsExactly(3);
        assertThat(ports(rig.last(), "service:b")).isEmpty();
        assertThat(rig.state("service b")).isEqualTo("INIT");
        assertThat(rig.core.isReady()).isFalse();
    }

    /** It was missing before the last run ended: that its node is there now, and was a while ago, explains nothing. */
    @Test
    void whatTheLastRunHadLostSightOfIsNotSaidToBeKnown() {
        Instance lost = CoreRig.instance("a", 1);
        Instance listed = CoreRig.instance("a", 2);
        rig.store.keep(new SavedState(
                "dc1", Map.of("a", new SavedState.Service(77, List.of(lost, listed), Set.of(lost.id())))));
        rig.start("/a service:a");
        assertThat(rig.registry.known("a").instances()).containsExactly(listed.id());
        rig.registry.service("a", CoreRig.all());
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(Guard.MASS_HOLD_MILLIS - 1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1, 2);
    }

    /** A start before a silent registry saves what it knows, and another start comes after it. */
    @Test
    void whatTheLastRunHadLostSightOfIsSavedSoUntilAnAnswerComes() {
        Instance lost = CoreRig.instance("a", 1);
        rig.store.keep(new SavedState(
                "dc1", Map.of("a", new SavedState.Service(77, List.of(lost), Set.of(lost.id())))));
        rig.start("/a service:a");
        rig.settle();
        assertThat(rig.store.load("dc1").orElseThrow().services().get("a").missing())
                .containsExactly(lost.id());
        rig.registry.service("a", CoreRig.all(lost, CoreRig.instance("a", 2)));
        rig.settleQuiet();
        assertThat(rig.store.load("dc1").orElseThrow().services().get("a").missing())
                .isEmpty();
    }

    @Test
    void whatIsMissingIsKeptAsItWasDescribed() {
        rig.start("/a service:a");
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1), CoreRig.instance("a", 2)));
        rig.settleQuiet();
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.settle();
        SavedState.Service saved = rig.store.load("").orElseThrow().services().get("a");
        assertThat(saved.instances()).extracting(Instance::status).containsOnly(Instance.Status.PASSING);
        assertThat(saved.missing()).containsExactly(CoreRig.instance("a", 2).id());
    }

    /** The agent says so before any instance does, and there may be none. */
    @Test
    void isDroppedAsSoonAsTheAgentSaysThatItIsOfAnotherDatacenter() {
        rig.store.keep(state(CoreRig.instance("a", 1)));
        rig.start("/a service:a");
        rig.registry.identity(new RegistryIdentity("dc2", "n1", "1.8.7", "http://a:1"));
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "service:a")).isEmpty();
        assertThat(rig.core.datacenters().get(0).name()).isEqualTo("dc2");
    }

    @Test
    void staysThroughAFirstAnswerThatLacksTheDatacentersName() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("b", 2)));
        rig.start("/a service:a", "/b service:b");
        rig.registry.service("a", CoreRig.all(in("", CoreRig.instance("a", 3))));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "service:a")).contains(1, 3);
        assertThat(ports(rig.last(), "service:b")).containsExactly(2);
    }

    private static Instance in(String datacenter, Instance of) {
        return new Instance(
                new Instance.Id(datacenter, of.id().node(), of.id().serviceId()),
                of.service(),
                of.address(),
                of.port(),
                of.tags(),
                of.meta(),
                of.status(),
                of.passingWeight(),
                of.warningWeight(),
                of.created());
    }

    @Test
    void staysThroughAnEmptyFirstAnswerThatNamesNoDatacenter() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("b", 2)));
        rig.start("/a service:a", "/b service:b");
        rig.registry.service("a", CoreRig.all());
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
        assertThat(ports(rig.last(), "service:b")).containsExactly(2);
    }

    @Test
    void aFirstAnswerThatLacksItIsHeldAsIfTheRegistryWereGone() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("a", 2)));
        rig.start("/a service:a");
        rig.registry.service("a", CoreRig.all());
        rig.settle();
        assertThat(rig.state("service a")).isEqualTo("HELD");
        rig.ticker.advance(Duration.ofMillis(Guard.MASS_HOLD_MILLIS - 1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactlyInAnyOrder(1, 2);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).isEmpty();
    }

    @Test
    void anExplainedRemovalDropsItAtOnce() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("a", 2)));
        rig.start("/a service:a");
        rig.registry.service(
                "a",
                new ServiceSnapshot(
                                List.of(CoreRig.instance("a", 2)),
                                Set.of(CoreRig.instance("a", 1).id()),
                                true,
                                true)
                        .at(90));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(2);
    }

    @Test
    void anAnswerWithoutALeaderOnlyAdds() {
        rig.store.keep(state(CoreRig.instance("a", 1)));
        rig.start("/a service:a");
        rig.registry.service("a", new ServiceSnapshot(List.of(CoreRig.instance("a", 2)), Set.of(), false, true).at(3));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "service:a")).containsExactlyInAnyOrder(1, 2);
        assertThat(rig.state("service a")).isEqualTo("STALE");
    }

    @Test
    void theCatalogueAloneForgetsNothing() {
        rig.store.keep(state(CoreRig.instance("x", 1, "T")));
        rig.start("/t tag:T");
        rig.registry.catalog(new CatalogSnapshot(Map.of("consul", Set.of()), true));
        rig.settle();
        assertThat(ports(rig.last(), "tag:T")).containsExactly(1);
        assertThat(rig.registry.watched()).containsExactly("x");
    }

    @Test
    void isKeptAtEachChangeWithItsMoment() {
        rig.start("/a service:a");
        assertThat(rig.store.saves()).isZero();
        rig.registry.service("a", new ServiceSnapshot(List.of(CoreRig.instance("a", 1)), Set.of(), true, true).at(30));
        rig.settleQuiet();
        SavedState saved = rig.store.load("dc1").orElseThrow();
        assertThat(saved.services()).containsOnlyKeys("a");
        assertThat(saved.services().get("a").revision()).isEqualTo(30);
        int saves = rig.store.saves();
        rig.registry.service("a", new ServiceSnapshot(List.of(CoreRig.instance("a", 1)), Set.of(), true, true).at(31));
        rig.settleQuiet();
        assertThat(rig.store.saves()).isEqualTo(saves);
        rig.registry.service(
                "a",
                new ServiceSnapshot(List.of(), Set.of(CoreRig.instance("a", 1).id()), true, true).at(32));
        rig.settle();
        assertThat(rig.store.load("dc1").orElseThrow().services()).isEmpty();
    }

    /** What has not answered yet is kept with the rest: a start that is cut short loses nothing. */
    @Test
    void isKeptWholeWhileOnlySomeHaveAnswered() {
        rig.store.keep(state(CoreRig.instance("a", 1), CoreRig.instance("b", 2)));
        rig.start("/a service:a", "/b service:b");
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 3), CoreRig.instance("a", 1)));
        rig.settleQuiet();
        SavedState saved = rig.store.load("dc1").orElseThrow();
        assertThat(saved.services().get("a").instances()).hasSize(2);
        assertThat(saved.services().get("b").instances()).hasSize(1);
    }
}
