package io.lictor.discovery;

import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Tier;
import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much may vanish at once before it is thought that the registry is gone, and how a hold ends. */
class GuardOfServicesTest {

    private final CoreRig rig = new CoreRig();

    private static List<Instance> instances(String service, int count) {
        List<Instance> instances = new ArrayList<>();
        for (int port = 1; port <= count; port++) {
            instances.add(CoreRig.instance(service, port));
        }
        return instances;
    }

    private static ServiceSnapshot all(List<Instance> instances) {
        return CoreRig.all(instances.toArray(new Instance[0]));
    }

    /** Of one service: whatever the share, what is not explained is held for the same time. */
    @ParameterizedTest(name = "{0} of {1} are left")
    @CsvSource({"1, 2", "0, 2", "71, 100", "69, 100", "50, 100"})
    void holdsWhatVanishesWhateverItsShare(int left, int of) {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", of)));
        rig.settleQuiet();
        rig.registry.service("a", all(instances("a", left)));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS - 1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).hasSize(of);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).hasSize(left);
    }

    @ParameterizedTest(name = "{0} of {1} services empty: held for {2} ms")
    @CsvSource({"1, 1, 10000", "2, 2, 120000", "3, 3, 120000", "29, 100, 10000", "31, 100, 120000", "100, 100, 120000"})
    void holdsLongerWhenAShareOfTheServicesIsEmpty(int emptied, int of, long millis) {
        String[] routes = new String[of];
        for (int i = 0; i < of; i++) {
            routes[i] = "/s" + i + " service:s" + i;
        }
        rig.start(routes);
        for (int i = 0; i < of; i++) {
            rig.registry.service("s" + i, all(instances("s" + i, 2)));
        }
        rig.settleQuiet();
        for (int i = 0; i < emptied; i++) {
            rig.registry.service("s" + i, CoreRig.all());
        }
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(millis - 1));
        rig.settle();
        assertThat(ports(rig.last(), "service:s0")).hasSize(2);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(ports(rig.last(), "service:s0")).isEmpty();
    }

    @ParameterizedTest(name = "{0} of {1} instances are left: held for {2} ms")
    @CsvSource({
        "1, 3, 10000, 4",
        "1, 3, 10000, 3",
        "1, 4, 120000, 4",
        "0, 3, 120000, 3",
        "49, 100, 120000, 100",
        "50, 100, 10000, 100"
    })
    void holdsLongerWhenMoreThanHalfOfAllInstancesAreMissing(int left, int of, long millis, int all) {
        rig.start("/a service:a", "/b service:b");
        rig.registry.service("a", all(instances("a", of)));
        rig.registry.service("b", all(instances("b", all - of)));
        rig.settleQuiet();
        rig.registry.service("a", all(instances("a", left)));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(millis - 1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).hasSize(of);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).hasSize(left);
    }

    @Test
    void holdsLongerWhenTheCatalogueHasNothingButTheRegistryItself() {
        rig.start("/a service:a");
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of(), "consul", Set.of()), true));
        rig.registry.service("a", all(instances("a", 1)));
        rig.settleQuiet();
        rig.registry.catalog(new CatalogSnapshot(Map.of("consul", Set.of()), true));
        rig.registry.service("a", CoreRig.all());
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(Guard.MASS_HOLD_MILLIS - 1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).isEmpty();
    }

    @Test
    void whatIsHeldIsMarkedAndComesBehindWhatIsListed() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 3)));
        rig.settleQuiet();
        rig.registry.service("a", all(instances("a", 2)));
        rig.settleQuiet();
        assertThat(rig.last().upstreams().get(0).peers())
                .extracting(peer -> peer.options().tier())
                .containsExactly(Tier.FIRST, Tier.FIRST, Tier.held(Tier.FIRST));
        assertThat(rig.core.datacenters().get(0).instances()).containsEntry(Status.MISSING, 1);
        rig.registry.service("a", all(instances("a", 3)));
        rig.settleQuiet();
        assertThat(rig.last().upstreams().get(0).peers())
                .extracting(peer -> peer.options().tier())
                .containsOnly(Tier.FIRST);
    }

    @Test
    void nothingIsLetGoThatASecondAnswerHas() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 2)));
        rig.settleQuiet();
        rig.registry.service("a", all(instances("a", 1)));
        rig.registry.second("a", Optional.of(all(instances("a", 2))));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS - 1));
        rig.settle();
        assertThat(rig.registry.askedTwice()).isEmpty();
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(rig.registry.askedTwice()).containsExactly("a");
        assertThat(ports(rig.last(), "service:a")).containsExactly(1, 2);
        assertThat(rig.state("service a")).isEqualTo("LIVE");
        // The watch says again what it said: that begins a hold of its own.
        rig.registry.service("a", all(instances("a", 1)));
        rig.settle();
        assertThat(rig.state("service a")).isEqualTo("HELD");
    }

    /** A watch of a service that is not there rests long; who reads it meanwhile and finds it wakes the watch. */
    @Test
    void aSecondAnswerWithOthersWakesTheWatch() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 1)));
        rig.settleQuiet();
        rig.registry.service("a", CoreRig.all());
        rig.registry.second("a", Optional.of(CoreRig.all(CoreRig.instance("a", 7))));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS));
        rig.settle();
        assertThat(rig.registry.askedAgain()).containsExactly("a");
    }

    @Test
    void asksAtOnceForAServiceOfWhichAllIsHeldWhenTheCatalogueHasItAgain() {
        rig.start("/a service:a");
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.registry.service("a", all(instances("a", 1)));
        rig.settle();
        rig.registry.service("a", CoreRig.all());
        rig.settle();
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of()), true));
        rig.settle();
        assertThat(rig.registry.askedAgain()).containsExactly("a");
    }

    @Test
    void whatIsHiddenIsDeniedAndNotHeldAndKept() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 2)));
        rig.settleQuiet();
        rig.registry.service(
                "a",
                CoreRig.all()
                        .hiding(
                                Set.of(
                                        CoreRig.instance("a", 1).id(),
                                        CoreRig.instance("a", 2).id()),
                                true));
        rig.settle();
        assertThat(rig.state("service a")).isEqualTo("DENIED");
        assertThat(rig.error("service a"))
                .isEqualTo("2 missing although nothing was written since, kept (expected: a token that may read them)");
        rig.ticker.advance(Duration.ofDays(1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1, 2);
        assertThat(rig.core.release(Optional.of("a"))).isEqualTo(2);
        rig.settle();
        assertThat(rig.state("service a")).isEqualTo("LIVE");
        assertThat(ports(rig.last(), "service:a")).isEmpty();
    }

    @Test
    void withoutASecondAnswerTheHoldGoesOnForSomeMinutesAndNotForEver() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 2)));
        rig.settleQuiet();
        rig.registry.service("a", CoreRig.all());
        rig.registry.second("a", Optional.empty());
        rig.settle();
        long held = 0;
        while (!ports(rig.last(), "service:a").isEmpty() && held < 3_600_000) {
            rig.ticker.advance(Duration.ofSeconds(1));
            held += 1_000;
            rig.settle();
        }
        assertThat(held).isBetween(Guard.MOST_MILLIS, Guard.MOST_MILLIS + Guard.HOLD_MILLIS + Guard.CONFIRM_MILLIS);
        assertThat(rig.registry.askedTwice()).hasSizeBetween(2, (int) (Guard.MOST_MILLIS / Guard.CONFIRM_MILLIS) + 1);
    }

    @Test
    void aSecondAnswerFromBeforeTheFirstSaysNothing() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 1)));
        rig.settleQuiet();
        rig.registry.service("a", new ServiceSnapshot(List.of(), Set.of(), true, true).at(50));
        rig.registry.second("a", Optional.of(new ServiceSnapshot(List.of(), Set.of(), true, true).at(49)));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(Guard.HOLD_MILLIS));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
        rig.registry.second("a", Optional.of(new ServiceSnapshot(List.of(), Set.of(), true, true).at(51)));
        rig.ticker.advance(Duration.ofMillis(Guard.CONFIRM_MILLIS));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).isEmpty();
    }

    @Test
    void whatIsMissingFromAnAnswerThatIsNotWholeIsHeldLongerAndNotForEver() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 2)));
        rig.settleQuiet();
        rig.registry.service("a", new ServiceSnapshot(instances("a", 1), Set.of(), true, true).hiding(Set.of(), false));
        rig.settle();
        assertThat(rig.error("service a")).endsWith(": the token may not read all that there is");
        rig.ticker.advance(Duration.ofMillis(Guard.MASS_HOLD_MILLIS - 1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1, 2);
        // A second answer that is not whole either says nothing new.
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(rig.registry.askedTwice()).containsExactly("a");
        assertThat(ports(rig.last(), "service:a")).containsExactly(1, 2);
        rig.ticker.advance(Duration.ofMillis(Guard.MOST_MILLIS));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
    }

    @Test
    void believesThatAllAreCriticalButNotThatAllAreGone() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 5)));
        rig.settleQuiet();
        rig.registry.service(
                "a",
                all(instances("a", 5).stream()
                        .map(i -> i.withStatus(Status.CRITICAL))
                        .toList()));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).isEmpty();
    }

    @Test
    void aCatalogueWithNothingButConsulEmptiesNothing() {
        rig.start("/t tag:T");
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of("T"), "consul", Set.of()), true));
        rig.settle();
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1, "T")));
        rig.settleQuiet();
        rig.registry.catalog(new CatalogSnapshot(Map.of("consul", Set.of()), true));
        rig.settle();
        rig.ticker.advance(Duration.ofHours(1));
        rig.settle();
        assertThat(ports(rig.last(), "tag:T")).containsExactly(1);
    }

    @Test
    void aHoldEndsWhenTheInstanceIsBack() {
        rig.start("/a service:a");
        rig.registry.service("a", all(instances("a", 2)));
        rig.settleQuiet();
        rig.registry.service("a", CoreRig.all());
        rig.settle();
        rig.settleQuiet();
        rig.registry.service("a", all(instances("a", 2)));
        rig.settleQuiet();
        assertThat(rig.state("service a")).isEqualTo("LIVE");
        assertThat(rig.told.stream().map(state -> ports(state, "service:a")).distinct())
                .as("never without them")
                .containsExactly(Set.of(), Set.of(1, 2));
    }

    @Test
    void aHoldEndsByTheOperator() {
        rig.start("/a service:a", "/b service:b");
        for (String service : List.of("a", "b")) {
            rig.registry.service(service, all(instances(service, 2)));
        }
        rig.settleQuiet();
        for (String service : List.of("a", "b")) {
            rig.registry.service(service, CoreRig.all());
        }
        rig.settle();
        assertThat(rig.core.release(Optional.of("a"))).isEqualTo(2);
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).isEmpty();
        assertThat(ports(rig.last(), "service:b")).hasSize(2);
        assertThat(rig.core.release(Optional.of("unknown"))).isZero();
        assertThat(rig.core.release(Optional.empty())).isEqualTo(2);
        rig.settle();
        assertThat(ports(rig.last(), "service:b")).isEmpty();
        assertThat(rig.state("service b")).isEqualTo("LIVE");
    }

    @Test
    void asksAtOnceForAServiceThatTheCatalogueHasAgain() {
        rig.start("/a service:a");
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.registry.service("a", CoreRig.all());
        rig.settle();
        assertThat(rig.registry.askedAgain()).isEmpty();
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of()), true));
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of("x")), true));
        rig.settle();
        assertThat(rig.registry.askedAgain()).containsExactly("a");
    }

    @Test
    void aWarningTakesOutWhereThatIsThePolicy() {
        rig.start(new DiscoveryConfig(Routes.routes("/a service:a"), Set.of(), List.of(), false));
        rig.registry.service(
                "a", CoreRig.all(CoreRig.instance("a", 1).withStatus(Status.WARNING), CoreRig.instance("a", 2)));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "service:a")).containsExactly(2);
    }
}
