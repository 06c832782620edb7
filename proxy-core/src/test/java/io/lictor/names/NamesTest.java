package io.lictor.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.ScriptedDns;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamesTest {

    private final ScriptedDns dns = ScriptedDns.start();
    private final FakeTicker ticker = new FakeTicker();
    private final AtomicInteger changes = new AtomicInteger();
    private final Names names = new Names(Optional.of(dns.address()), ticker, changes::incrementAndGet);

    @AfterEach
    void close() {
        names.close();
        dns.close();
    }

    @Test
    void everyAddressOfBothFamiliesCountsInAStableOrder() {
        dns.answer("db.test", 30, "10.0.0.9", "10.0.0.10", "fd00::2", "fd00::1");
        want("db.test");
        assertThat(names.addresses("db.test")).containsExactly("10.0.0.9", "10.0.0.10", "fd00::1", "fd00::2");

        dns.answer("db.test", 30, "fd00::1", "10.0.0.10", "fd00::2", "10.0.0.9");
        askAgain(Duration.ofSeconds(31));
        assertThat(changes).as("servers rotate their answers").hasValue(1);
    }

    @Test
    void asksAgainWhenTheTtlIsOverAndNotBefore() {
        dns.answer("db.test", 30, "10.0.0.1");
        want("db.test");
        dns.answer("db.test", 30, "10.0.0.2");
        int before = dns.queries();
        ticker.advance(Duration.ofSeconds(29));
        Eventually.settle();
        assertThat(dns.queries()).isEqualTo(before);

        ticker.advance(Duration.ofSeconds(2));
        Eventually.holds("the new address", () -> names.addresses("db.test").equals(List.of("10.0.0.2")));
        // It is known a moment before it is told.
        Eventually.holds("the change is told", () -> changes.get() == 2);
    }

    @Test
    void keepsTheLastAddressesThroughFailuresAndNxdomain() {
        dns.answer("db.test", 30, "10.0.0.1");
        want("db.test");
        dns.fail("db.test");
        askAgain(Duration.ofSeconds(31));
        assertThat(names.addresses("db.test")).containsExactly("10.0.0.1");
        dns.forget("db.test");
        askAgain(Duration.ofSeconds(6));
        assertThat(names.addresses("db.test")).containsExactly("10.0.0.1");

        dns.answer("db.test", 30, "10.0.0.7");
        ticker.advance(Duration.ofSeconds(6));
        Eventually.holds("the new address", () -> names.addresses("db.test").equals(List.of("10.0.0.7")));
    }

    @Test
    void aServerThatIsSilentIsAFailureToo() {
        dns.ignore("db.test");
        want("db.test");
        assertThat(names.addresses("db.test")).isEmpty();
        assertThat(changes).hasValue(0);
    }

    @Test
    void theHostsFileGoesFirst() {
        want("localhost");
        assertThat(names.addresses("localhost")).contains("127.0.0.1");
        assertThat(dns.queries()).isZero();
    }

    @Test
    void forgetsWhatIsNotWantedAnyMore() {
        dns.answer("a.test", 1, "10.0.0.1").answer("b.test", 600, "10.0.0.2");
        want("a.test");
        want("b.test");
        assertThat(names.addresses("a.test")).isEmpty();
        int before = dns.queries();
        ticker.advance(Duration.ofSeconds(10));
        Eventually.settle();
        assertThat(dns.queries()).isEqualTo(before);
    }

    @Test
    void eachAddressBecomesAPeerInThePlaceOfItsName() {
        PeerOptions heavy = PeerOptions.DEFAULT.withWeight(3);
        DesiredState state = new DesiredState(
                List.of(),
                List.of(new UpstreamSpec(
                        "up",
                        UpstreamOptions.DEFAULT,
                        List.of(
                                new PeerSpec(new Address("10.0.0.1", 80), PeerOptions.DEFAULT),
                                new PeerSpec(new Address("db.test", 80), heavy),
                                new PeerSpec(new Address("unknown.test", 80), heavy)))));
        Map<String, List<String>> known = Map.of("db.test", List.of("10.0.0.1", "10.0.0.2", "fd00::1"));

        assertThat(NamedPeers.hosts(state)).containsExactly("db.test", "unknown.test");
        List<PeerSpec> peers = NamedPeers.resolved(state, host -> known.getOrDefault(host, List.of()))
                .upstreams()
                .get(0)
                .peers();
        assertThat(peers)
                .extracting(peer -> peer.address() + " " + peer.written())
                .containsExactly(
                        "10.0.0.1:80 10.0.0.1:80",
                        "10.0.0.2:80 db.test:80",
                        "[fd00::1]:80 db.test:80",
                        "unknown.test:80 unknown.test:80");
        assertThat(peers.get(1).options()).isEqualTo(heavy);
    }

    private void want(String name) {
        names.want(Set.of(name));
        names.await(Set.of(name));
    }

    /** Lets {@code time} pass, and waits for the questions of both families that follow. */
    private void askAgain(Duration time) {
        int before = dns.queries();
        ticker.advance(time);
        Eventually.holds("asked again", () -> dns.queries() >= before + 2);
        Eventually.settle();
    }
}
