package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressIndexTest {

    private AddressIndex index = new AddressIndex();
    private final List<PeerSpec> peers = new ArrayList<>();

    @Test
    void findsEachOfManyAndNoOther() {
        index.begin();
        for (int port = 1; port <= 30_000; port++) {
            assertThat(find("127.0.0.1", port)).isEqualTo(AddressIndex.NONE);
            add("127.0.0.1", port);
        }
        for (int port = 1; port <= 30_000; port++) {
            assertThat(find("127.0.0.1", port)).isEqualTo(port - 1);
            assertThat(find("127.0.0.2", port)).isEqualTo(AddressIndex.NONE);
        }
    }

    @Test
    void tellsAddressesOfOneHashApart() {
        assertThat(new Address("aa", 32)).hasSameHashCodeAs(new Address("ab", 1));
        index.begin();
        add("aa", 32);
        assertThat(find("ab", 1)).isEqualTo(AddressIndex.NONE);
        add("ab", 1);
        assertThat(find("aa", 32)).isZero();
        assertThat(find("ab", 1)).isEqualTo(1);
    }

    @Test
    void findsNothingOfTheListBefore() {
        index.begin();
        add("127.0.0.1", 1);
        add("127.0.0.1", 2);
        peers.clear();
        index.begin();
        assertThat(find("127.0.0.1", 1)).isEqualTo(AddressIndex.NONE);
        add("127.0.0.1", 2);
        assertThat(find("127.0.0.1", 2)).isZero();
        assertThat(find("127.0.0.1", 1)).isEqualTo(AddressIndex.NONE);
    }

    @Test
    void goesOnWhenItHasHadAsManyListsAsItCanCount() {
        index = new AddressIndex((1L << 32) - 2);
        for (int list = 0; list < 4; list++) {
            peers.clear();
            index.begin();
            assertThat(find("127.0.0.1", 1)).isEqualTo(AddressIndex.NONE);
            add("127.0.0.1", 1);
            add("127.0.0.1", 2);
            assertThat(find("127.0.0.1", 1)).isZero();
            assertThat(find("127.0.0.1", 2)).isEqualTo(1);
        }
    }

    private int find(String host, int port) {
        return index.find(new Address(host, port), peers);
    }

    private void add(String host, int port) {
        peers.add(new PeerSpec(new Address(host, port), PeerOptions.DEFAULT, List.of()));
        index.add(peers);
    }
}
