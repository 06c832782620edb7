package io.lictor.discovery;

import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What keys do to what is told, in virtual time and on one thread. */
class KeysInEffectTest {

    private final CoreRig rig = new CoreRig();

    private DiscoveryCore keyed(String... routes) {
        return rig.start(Routes.config(routes).withPolicy(DiscoveryPolicy.DEFAULT));
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
        return rig.last().routes().stream()
                .map(DesiredState.BoundRoute::upstream)
                .toList();
    }

    @Test
    void isNotReadyBeforeTheKeysAreKnownAndInEffect() {
        keyed();
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.settleQuiet();
        assertThat(rig.core.isReady()).isFalse();
        rig.registry.keys("lictor/", keys("routes/a", "/a service:a"));
        rig.settleQuiet();
        assertThat(rig.core.isReady()).isFalse();
        assertThat(upstreams()).isEmpty();
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.settleQuiet();
        assertThat(rig.core.isReady()).isTrue();
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
    }

    @Test
    void aKeyThatLeadsElsewhereWaitsForTheInstancesThere() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a service:blue"));
        rig.settle();
        rig.registry.service("blue", CoreRig.all(CoreRig.instance("blue", 1)));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys("routes/a", "/a service:green"));
        rig.settleQuiet();
        assertThat(upstreams()).containsExactly("service:blue");
        assertThat(rig.registry.watched()).containsExactly("blue", "green");
        rig.registry.service("green", CoreRig.all(CoreRig.instance("green", 2)));
        rig.settleQuiet();
        assertThat(upstreams()).containsExactly("service:green");
        assertThat(ports(rig.last(), "service:green")).containsExactly(2);
        assertThat(rig.registry.watched()).containsExactly("green");
    }

    @Test
    void aKeyDoesNotWaitForEverForAServiceThatDoesNotAnswer() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a service:a"));
        rig.settleQuiet();
        assertThat(rig.core.nextDeadline()).isLessThanOrEqualTo(rig.ticker.millis() + WatchedKeys.ADOPT_MILLIS);
        rig.ticker.advance(Duration.ofMillis(WatchedKeys.ADOPT_MILLIS));
        rig.settleQuiet();
        assertThat(upstreams()).containsExactly("service:a");
    }

    @Test
    void aRouteByTagInAKeyFindsItsServices() {
        keyed();
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of("T")), true));
        rig.registry.keys("lictor/", keys("routes/t", "/t tag:T"));
        rig.settle();
        assertThat(rig.registry.watched()).containsExactly("a");
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1, "T")));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "tag:T")).containsExactly(1);
        rig.registry.keys("lictor/", keys());
        rig.settleQuiet();
        assertThat(upstreams()).isEmpty();
        assertThat(rig.registry.watched()).isEmpty();
    }

    @Test
    void aDeletedKeyIsGoneAtOnceAndOneThatVanishedLater() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1", "routes/b", "/b http://1.2.3.4:2"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys(true, true, "routes/a", "/a http://1.2.3.4:1"));
        rig.settle();
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1");
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1");
        assertThat(rig.state("keys lictor/")).isEqualTo("HELD");
        assertThat(rig.core.datacenters().get(0).heldKeys()).isEqualTo(1);
        rig.ticker.advance(Duration.ofMillis(KeysWatch.HOLD_MILLIS - 1));
        rig.settle();
        assertThat(upstreams()).hasSize(1);
        assertThat(rig.core.nextDeadline()).isEqualTo(rig.ticker.millis() + 1);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(upstreams()).isEmpty();
        assertThat(rig.state("keys lictor/")).isEqualTo("LIVE");
    }

    /** From the answer to its effect, though it waits for others; a key that says nothing new is not waited for. */
    @Test
    void howLongAKeyTakesIsCountedWhereItSaysAnythingNew() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        rig.core.taken();
        long counted = rig.core.latency().count();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1", "other", "no route at all"));
        rig.settleQuiet();
        rig.core.taken();
        rig.ticker.advance(Duration.ofHours(4));
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:2", "other", "no route at all"));
        rig.settleQuiet();
        rig.core.taken();
        assertThat(rig.core.latency().count()).isEqualTo(counted + 1);
        assertThat(rig.core.latency().mostMillis()).isLessThan(WatchedKeys.ADOPT_MILLIS);
    }

    @Test
    void aFlagHasAPrefixBeforeAKeyWhicheverWayItEnds() {
        rig.start(Routes.config("/sso http://1.2.3.4:1 match=prefix")
                .withPolicy(DiscoveryPolicy.DEFAULT.withKeys(Optional.of("lictor"))));
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.registry.keys("lictor/", keys("routes/a", "/sso http://1.2.3.4:2"));
        rig.settleQuiet();
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1");
        assertThat(rig.core.problems())
                .singleElement()
                .matches(problem -> problem.message().equals("/sso: not used: a route given by a flag has it"));
    }

    @Test
    void anOperatorLetsGoOfKeysThatAreHiddenOrHeld() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1", "routes/b", "/b http://1.2.3.4:2"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", new KeysSnapshot(new TreeMap<>(), Set.of("lictor/routes/a"), true, false));
        rig.settle();
        assertThat(rig.core.release(Optional.of("a"))).isZero();
        assertThat(rig.core.release(Optional.empty())).isEqualTo(2);
        rig.settle();
        assertThat(upstreams()).isEmpty();
        assertThat(rig.state("keys lictor/")).isEqualTo("LIVE");
    }

    @Test
    void keysThatMayNotBeSeenAnyMoreAreKept() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", new KeysSnapshot(new TreeMap<>(), Set.of("lictor/routes/a"), true, false));
        rig.settle();
        assertThat(rig.state("keys lictor/")).isEqualTo("DENIED");
        rig.ticker.advance(Duration.ofDays(1));
        rig.settle();
        assertThat(upstreams()).hasSize(1);
        assertThat(rig.core.datacenters().get(0).heldKeys()).isEqualTo(1);
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(KeysWatch.HOLD_MILLIS));
        rig.settle();
        assertThat(upstreams()).isEmpty();
    }

    @Test
    void noKeyIsLetGoWhileTheRegistryIsSilentButNoneIsKeptForEver() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        rig.registry.failKeys(new Fault(false, "silent"));
        rig.settle();
        rig.ticker.advance(Duration.ofDays(1));
        rig.settle();
        assertThat(upstreams()).hasSize(1);
        // It says again that it has none: that counts for a whole hold.
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(KeysWatch.HOLD_MILLIS - 1));
        rig.settle();
        assertThat(upstreams()).hasSize(1);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(upstreams()).isEmpty();

        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        rig.registry.failKeys(new Fault(false, "silent"));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(KeysWatch.HOLD_MILLIS));
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(KeysWatch.HOLD_MILLIS - 1));
        rig.settle();
        assertThat(upstreams()).hasSize(1);
        rig.ticker.advance(Duration.ofMillis(1));
        rig.settle();
        assertThat(upstreams()).isEmpty();

        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        for (int minutes = 0; minutes < 6; minutes++) {
            assertThat(upstreams()).hasSize(1);
            rig.ticker.advance(Duration.ofMinutes(1));
            rig.registry.failKeys(new Fault(false, "silent"));
            rig.registry.keys("lictor/", keys(true, false));
            rig.settle();
        }
        assertThat(upstreams()).isEmpty();
    }

    /** A cluster was built anew and an operator puts the keys back, one after the other. */
    @Test
    void keysThatComeBackOneByOneDoNotTakeTheOthersAway() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1", "routes/b", "/b http://1.2.3.4:2"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        rig.registry.keys("lictor/", keys(true, true, "routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1", "http://1.2.3.4:2");
        assertThat(rig.state("keys lictor/")).isEqualTo("HELD");
        rig.registry.keys("lictor/", keys(true, true));
        rig.settle();
        assertThat(upstreams()).containsExactly("http://1.2.3.4:2");
        rig.ticker.advance(Duration.ofMillis(KeysWatch.HOLD_MILLIS));
        rig.settle();
        assertThat(upstreams()).isEmpty();
    }

    @Test
    void aHeldKeyThatComesBackIsNotDroppedLater() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys(true, false));
        rig.settle();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settle();
        rig.ticker.advance(Duration.ofMillis(2 * KeysWatch.HOLD_MILLIS));
        rig.settle();
        assertThat(upstreams()).hasSize(1);
    }

    @Test
    void anAnswerWithoutALeaderTakesNoKeyAway() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys(false, true, "routes/b", "/b http://1.2.3.4:2"));
        rig.settleQuiet();
        rig.ticker.advance(Duration.ofMillis(2 * KeysWatch.HOLD_MILLIS));
        rig.settle();
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1", "http://1.2.3.4:2");
        assertThat(rig.state("keys lictor/")).isEqualTo("STALE");
    }

    @Test
    void keysThatMayNotBeReadKeepNobodyFromBeingReady() {
        keyed("/a service:a");
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.settleQuiet();
        assertThat(rig.core.isReady()).isFalse();
        rig.registry.failKeys(new Fault(false, "no leader"));
        rig.settleQuiet();
        assertThat(rig.core.isReady()).isFalse();
        rig.registry.failKeys(new Fault(true, "Permission denied"));
        rig.settleQuiet();
        assertThat(rig.core.isReady()).isTrue();
        assertThat(rig.state("keys lictor/")).isEqualTo("DENIED");
    }

    @Test
    void flagsGoBeforeKeysAndKeysBeforeTagsAndDefaultsAreBelowAll() {
        keyed("/flag service:a");
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of("lictor:/flag")), true));
        rig.registry.service(
                "a", CoreRig.all(CoreRig.instance("a", 1, "lictor:/flag", "lictor:/key", "lictor:/tag max_fails=9")));
        rig.registry.keys(
                "lictor/",
                keys(
                        "defaults/*", "max_fails=7",
                        "routes/1", "/flag http://1.2.3.4:1",
                        "routes/2", "/key http://1.2.3.4:2",
                        "routes/3", "/key http://1.2.3.4:3"));
        rig.settleQuiet();
        rig.settleQuiet();
        assertThat(upstreams()).containsExactly("service:a", "http://1.2.3.4:2", "a /tag");
        assertThat(peers(rig.last(), "service:a").get(0).options().maxFails()).isEqualTo(7);
        assertThat(peers(rig.last(), "http://1.2.3.4:2").get(0).options().maxFails())
                .isEqualTo(7);
        assertThat(peers(rig.last(), "a /tag").get(0).options().maxFails()).isEqualTo(9);
        assertThat(rig.core.problems())
                .extracting(p -> p.place() + ": " + p.message())
                .containsExactly(
                        "key lictor/routes/1: /flag: not used: a route given by a flag has it",
                        "key lictor/routes/3: /key: not used: the route in key lictor/routes/2 has it",
                        "route /flag of service a: not used: a route given by a flag has it",
                        "route /key of service a: not used: the route in key lictor/routes/2 has it");
    }

    @Test
    void whatTheLastRunKnewOfKeysIsServedAtTheNextStart() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a service:a"));
        rig.settle();
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.settleQuiet();
        SavedState saved = rig.store.load("").orElseThrow();
        assertThat(saved.keys()).isEqualTo(Map.of("lictor/routes/a", "/a service:a"));

        CoreRig next = next(saved);
        assertThat(ports(next.last(), "service:a")).containsExactly(1);
        assertThat(next.state("service a")).isEqualTo("RESTORED");
        assertThat(next.state("keys lictor/")).isEqualTo("RESTORED");
        next.registry.keys("lictor/", keys());
        next.settle();
        assertThat(next.last().routes()).isEmpty();
    }

    /** Routes to written addresses need no service, and only an instance knows the datacenter's name. */
    @Test
    void keysAloneAreKeptToo() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1", "defaults/*", "max_fails=3"));
        rig.settleQuiet();
        SavedState saved = rig.store.load("").orElseThrow();
        CoreRig next = next(saved);
        assertThat(ports(next.last(), "http://1.2.3.4:1")).containsExactly(1);
        assertThat(peers(next.last(), "http://1.2.3.4:1").get(0).options().maxFails())
                .isEqualTo(3);
        next.registry.keys("lictor/", keys());
        next.settle();
        assertThat(next.store.load("").orElseThrow().keys()).isEmpty();
    }

    @Test
    void whatABadKeySaidBeforeStandsAcrossAStart() {
        keyed();
        rig.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:1", "defaults/*", "max_fails=3"));
        rig.settleQuiet();
        rig.registry.keys("lictor/", keys("routes/a", "/a nowhere", "defaults/*", "max_fails=x"));
        rig.settleQuiet();
        assertThat(upstreams()).containsExactly("http://1.2.3.4:1");
        SavedState saved = rig.store.load("").orElseThrow();
        assertThat(saved.keys()).containsEntry("lictor/routes/a", "/a nowhere");

        CoreRig next = next(saved);
        assertThat(peers(next.last(), "http://1.2.3.4:1").get(0).options().maxFails())
                .isEqualTo(3);
        next.registry.keys("lictor/", keys("routes/a", "/a nowhere", "defaults/*", "max_fails=x"));
        next.settleQuiet();
        assertThat(ports(next.last(), "http://1.2.3.4:1")).containsExactly(1);
        assertThat(next.core.problems()).hasSize(2).allMatch(p -> p.message().contains("what it said before stands"));
        next.registry.keys("lictor/", keys("routes/a", "/a http://1.2.3.4:2"));
        next.settleQuiet();
        assertThat(next.store.load("").orElseThrow().standing()).isEmpty();
        // Another prefix has nothing to do with it.
        CoreRig other = new CoreRig();
        other.store.keep(saved);
        other.start(
                Routes.config().withPolicy(DiscoveryPolicy.DEFAULT.withKeys(Optional.of("another/much/longer/key"))));
        assertThat(other.last().routes()).isEmpty();
    }

    private static CoreRig next(SavedState saved) {
        CoreRig next = new CoreRig();
        next.store.keep(saved);
        next.start(Routes.config().withPolicy(DiscoveryPolicy.DEFAULT));
        return next;
    }
}
