package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.PeerTls;
import io.lictor.testkit.FakeTicker;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RememberedPeersTest {

    private final FakeTicker ticker = new FakeTicker();
    private final RememberedPeers remembered = new RememberedPeers(2, ticker);

    @Test
    void aPeerIsTakenOnce() {
        Peer peer = peer(1);
        remembered.put(key(peer), peer, Duration.ofSeconds(10));

        assertThat(remembered.endpoints()).containsExactly(peer.endpoint());
        assertThat(remembered.take(key(peer))).isSameAs(peer);
        assertThat(remembered.take(key(peer))).isNull();
        assertThat(remembered.endpoints()).isEmpty();
    }

    @Test
    void eachIsForgottenAfterItsOwnTime() {
        Peer brief = peer(1);
        Peer lasting = peer(2);
        remembered.put(key(lasting), lasting, Duration.ofSeconds(20));
        remembered.put(key(brief), brief, Duration.ofSeconds(10));

        ticker.advance(Duration.ofSeconds(9));
        assertThat(remembered.endpoints()).containsExactlyInAnyOrder(brief.endpoint(), lasting.endpoint());
        ticker.advance(Duration.ofSeconds(2));
        assertThat(remembered.endpoints()).containsExactly(lasting.endpoint());
        assertThat(remembered.take(key(brief))).isNull();
        ticker.advance(Duration.ofSeconds(10));
        assertThat(remembered.endpoints()).isEmpty();
    }

    @Test
    void remembersNoMoreThanItMay() {
        for (int port = 1; port <= 5; port++) {
            remembered.put(key(peer(port)), peer(port), Duration.ofSeconds(10));
        }

        assertThat(remembered.endpoints()).hasSize(2);
    }

    private static PeerKey key(Peer peer) {
        return new PeerKey("a", new Endpoints.Key(peer.endpoint().address(), PeerTls.OFF));
    }

    private static Peer peer(int port) {
        Address address = new Address("10.0.0.1", port);
        return new Peer("a", new Endpoint(address, PeerTls.OFF, new InetSocketAddress("10.0.0.1", port), 1));
    }
}
