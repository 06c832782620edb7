package io.lictor.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TriedPeersTest {

    private final List<Peer> peers = IntStream.rangeClosed(1, 20)
            .mapToObj(i -> new Peer("up", new Endpoint(new Address("10.0.0.1", i), new InetSocketAddress(i), 1)))
            .toList();
    private final TriedPeers tried = new TriedPeers();

    @Test
    void remembersHoweverMany() {
        for (int i = 0; i < peers.size(); i++) {
            assertThat(tried.contains(peers.get(i))).isFalse();
            tried.add(peers.get(i));
            assertThat(tried.count()).isEqualTo(i + 1);
        }
        assertThat(peers).allMatch(tried::contains);
    }

    @Test
    void forgetsAFreeAttempt() {
        peers.subList(0, 6).forEach(tried::add);

        tried.remove(peers.get(2));
        tried.remove(peers.get(2));
        tried.remove(peers.get(10));

        assertThat(tried.count()).isEqualTo(5);
        assertThat(tried.contains(peers.get(2))).isFalse();
        assertThat(List.of(0, 1, 3, 4, 5)).allMatch(i -> tried.contains(peers.get(i)));
    }

    @Test
    void isEmptyAgainWhenCleared() {
        peers.forEach(tried::add);
        tried.clear();

        assertThat(tried.count()).isZero();
        assertThat(peers).noneMatch(tried::contains);
    }
}
