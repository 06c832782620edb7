package io.lictor.discovery;

import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lictor.config.PeerSpec;
import io.lictor.config.Tier;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Datacenters to fall back on: their instances are backup, and their faults are their own. */
class DatacentersTest {

    private final CoreRig rig = new CoreRig();

    private void start(String... routes) {
        rig.start(new DiscoveryConfig(Routes.routes(routes), Set.of(), List.of("dc1", "dc2"), true));
    }

    private Set<Integer> backups(String upstream) {
        return peers(rig.last(), upstream).stream()
                .filter(peer -> peer.options().isBackup())
                .map((PeerSpec peer) -> peer.address().port())
                .collect(Collectors.toSet());
    }

    @Test
    void instancesOfAnotherDatacenterAreBackup() {
        start("/a service:a max_fails=3");
        rig.remote.service("a", CoreRig.all(CoreRig.instance("dc2", "a", 9)));
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1), CoreRig.instance("a", 2)));
        rig.settleQuiet();
        assertThat(ports(rig.last(), "service:a")).containsExactlyInAnyOrder(1, 2, 9);
        assertThat(backups("service:a")).containsExactly(9);
        assertThat(peers(rig.last(), "service:a"))
                .allMatch(peer -> peer.options().maxFails() == 3);
        assertThat(peers(rig.last(), "service:a").get(2).instances()).containsExactly("dc2/n1/a-9");
    }

    @Test
    void eachDatacenterIsATierInTheOrderInWhichTheyWereGiven() {
        DiscoveryConfig config =
                new DiscoveryConfig(Routes.routes("/a service:a"), Set.of(), List.of("dc1", "dc3", "dc2"), true);
        SortedMap<String, List<Instance>> instances = new TreeMap<>(Map.of(
                "a",
                List.of(
                        CoreRig.instance("dc1", "a", 1),
                        CoreRig.instance("dc1", "a", 2).missing(),
                        CoreRig.instance("dc2", "a", 3),
                        CoreRig.instance("dc3", "a", 4),
                        CoreRig.instance("dc3", "a", 5).missing())));
        assertThat(new Composer(config, List.of(), List.of())
                        .compose(instances, OperatorKeys.NONE)
                        .state()
                        .upstreams()
                        .get(0)
                        .peers())
                .extracting(
                        peer -> peer.address().port(), peer -> peer.options().tier())
                .containsExactly(
                        tuple(1, Tier.FIRST),
                        tuple(2, Tier.held(Tier.FIRST)),
                        tuple(3, Tier.far(2)),
                        tuple(4, Tier.far(1)),
                        tuple(5, Tier.held(Tier.far(1))));
    }

    @Test
    void stayBackupWhenTheyAreAllThereIs() {
        start("/a tag:T");
        rig.remote.catalog(new CatalogSnapshot(Map.of("a", Set.of("T")), true));
        rig.settle();
        assertThat(rig.remote.watched()).containsExactly("a");
        assertThat(rig.registry.watched()).isEmpty();
        rig.remote.service("a", CoreRig.all(CoreRig.instance("dc2", "a", 9, "T")));
        rig.settleQuiet();
        assertThat(backups("tag:T")).containsExactly(9);
    }

    @Test
    void oneAddressInTwoDatacentersIsALocalPeer() {
        start("/a service:a", "/t tag:T");
        rig.remote.service("a", CoreRig.all(CoreRig.instance("dc2", "a", 1, "T")));
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1, "T")));
        rig.settleQuiet();
        for (String upstream : List.of("service:a", "tag:T")) {
            assertThat(peers(rig.last(), upstream)).hasSize(1);
            assertThat(backups(upstream)).isEmpty();
            assertThat(peers(rig.last(), upstream).get(0).instances()).containsExactly("dc1/n1/a-1", "dc2/n1/a-1");
        }
    }

    /** Moments of two datacenters cannot be compared. */
    @Test
    void theLocalInstancesOptionsCountForARouteThatBothDeclare() {
        start("/x http://10.0.0.1:1");
        rig.registry.catalog(new CatalogSnapshot(Map.of("a", Set.of("lictor:/a proxy_read_timeout=5s")), true));
        rig.remote.catalog(new CatalogSnapshot(Map.of("a", Set.of("lictor:/a proxy_read_timeout=7s")), true));
        rig.settle();
        rig.remote.service("a", CoreRig.all(CoreRig.instance("dc2", "a", 900, "lictor:/a proxy_read_timeout=7s")));
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1, "lictor:/a proxy_read_timeout=5s")));
        rig.settleQuiet();
        assertThat(rig.last().routes())
                .anyMatch(route -> route.spec().text().contains("proxy_read_timeout=5s"))
                .noneMatch(route -> route.spec().text().contains("proxy_read_timeout=7s"));
        assertThat(backups("a /a")).containsExactly(900);
    }

    @Test
    void aFaultThereIsShownAndChangesNothingHere() {
        start("/a service:a");
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.remote.fail(new Fault(false, "status 500: No path to datacenter"));
        rig.settleQuiet();
        assertThat(rig.core.isReady()).isTrue();
        assertThat(rig.state("service a")).isEqualTo("LIVE");
        assertThat(rig.state("service a in dc2")).isEqualTo("DEGRADED");
        assertThat(rig.error("catalog in dc2")).contains("No path to datacenter");
        assertThat(rig.core.watches()).extracting(WatchView::needed).containsExactly(true, true, false, false);
    }

    @Test
    void whatVanishesThereIsHeldThere() {
        start("/a service:a");
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.remote.service("a", CoreRig.all(CoreRig.instance("dc2", "a", 9)));
        rig.settleQuiet();
        rig.remote.service("a", CoreRig.all());
        rig.settle();
        assertThat(rig.state("service a in dc2")).isEqualTo("HELD");
        assertThat(rig.state("service a")).isEqualTo("LIVE");
        assertThat(ports(rig.last(), "service:a")).containsExactlyInAnyOrder(1, 9);
        assertThat(rig.core.datacenters())
                .extracting(DatacenterView::name, DatacenterView::heldServices, DatacenterView::heldInstances)
                .containsExactly(tuple("dc1", 0, 0), tuple("dc2", 1, 1));
        assertThat(rig.core.release(java.util.Optional.of("a"))).isEqualTo(1);
        rig.settle();
        assertThat(rig.core.datacenters()).allMatch(datacenter -> datacenter.heldInstances() == 0);
        assertThat(ports(rig.last(), "service:a")).containsExactly(1);
    }

    @Test
    void whatAnyWatchLastHeardIsHowOldADatacentersAnswersAre() {
        start("/a service:a");
        rig.ticker.advance(Duration.ofSeconds(5));
        rig.registry.catalog(new CatalogSnapshot(Map.of(), true));
        rig.settle();
        long catalogAt = rig.ticker.millis();
        rig.ticker.advance(Duration.ofSeconds(5));
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.settleQuiet();
        rig.ticker.advance(Duration.ofSeconds(5));
        rig.registry.fail(new Fault(false, "connection refused"));
        rig.settle();
        assertThat(rig.core.datacenters())
                .extracting(DatacenterView::ageMillis)
                .containsExactly(catalogAt + 5_000, -1L);
    }

    @Test
    void eachIsKeptAndRestoredByItself() {
        start("/a service:a");
        rig.registry.service("a", CoreRig.all(CoreRig.instance("a", 1)));
        rig.remote.service("a", CoreRig.all(CoreRig.instance("dc2", "a", 9)));
        rig.settleQuiet();
        start("/a service:a");
        assertThat(ports(rig.last(), "service:a")).containsExactlyInAnyOrder(1, 9);
        assertThat(backups("service:a")).containsExactly(9);
        assertThat(rig.state("service a in dc2")).isEqualTo("RESTORED");
        rig.ticker.advance(Duration.ofHours(1));
        rig.settle();
        assertThat(ports(rig.last(), "service:a")).containsExactlyInAnyOrder(1, 9);
    }
}
