package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.upstream.PeerIndex;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {

    private static final int KEYS = 20_000;

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    uri            | /a/b?c=d
                    path           | /a/b
                    host           | shop.example
                    remote_addr    | 192.0.2.7
                    cookie:session | xyz
                    header:x-user  | Ann
                    """)
    void hashesTheKeyThatIsAskedFor(String key, String bytes) {
        int colon = key.indexOf(':');
        Balance.Key kind = Balance.Key.valueOf((colon < 0 ? key : key.substring(0, colon)).toUpperCase(Locale.ROOT));
        Balance balance = Balance.hash(kind, colon < 0 ? "" : key.substring(colon + 1), false);
        Group group = new Group(balance, Group.weights(3, 1, 2, 5, 1));
        PickRequest request = Group.request(
                "192.0.2.7",
                "GET /a/b?c=d HTTP/1.1",
                "Host: Shop.Example:8080",
                "Cookie: a=1; session=xyz; b=2",
                "X-User: Ann");

        for (int n = 0; n < 3; n++) {
            assertThat(group.place(group.pick(request))).isEqualTo(nginxHash(bytes, 3, 1, 2, 5, 1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/a/b", "/a//b?x", "/a/./b", "/x/../a/b", "/%61/b"})
    void aPathIsHashedInItsNormalFormAndAUriAsItCame(String uri) {
        int[] weights = {3, 1, 2, 5, 1};
        Group byPath = new Group(Balance.hash(Balance.Key.PATH, "", false), Group.weights(weights));
        Group byUri = new Group(Balance.hash(Balance.Key.URI, "", false), Group.weights(weights));

        assertThat(byPath.place(byPath.pick(uri(uri)))).isEqualTo(nginxHash("/a/b", weights));
        assertThat(byUri.place(byUri.pick(uri(uri)))).isEqualTo(nginxHash(uri, weights));
    }

    @Test
    void choosesAsNginxDoesForManyKeys() {
        Group group = new Group(Balance.hash(Balance.Key.URI, "", false), Group.weights(3, 1, 2, 5, 1));
        for (int n = 0; n < 2_000; n++) {
            assertThat(group.place(group.pick(uri("/" + n)))).isEqualTo(nginxHash("/" + n, 3, 1, 2, 5, 1));
        }
    }

    @ParameterizedTest(name = "consistent: {0}")
    @ValueSource(booleans = {false, true})
    void withoutTheKeyItIsRoundRobin(boolean consistent) {
        Group group = new Group(Balance.hash(Balance.Key.COOKIE, "none", consistent), Group.weights(1, 1, 1));

        for (int n = 0; n < 6; n++) {
            assertThat(group.place(group.pick(uri("/")))).isEqualTo(n % 3);
        }
    }

    @ParameterizedTest(name = "consistent: {0}")
    @ValueSource(booleans = {false, true})
    void goesOnToAnotherPeerWhenItsOwnCannotBeTaken(boolean consistent) {
        Group group = new Group(Balance.hash(Balance.Key.URI, "", consistent), Group.weights(1, 1, 1, 1));
        TriedPeers tried = new TriedPeers();
        for (int n = 0; n < 4; n++) {
            PeerSet.Member picked = group.balancer().pick(group.peers(), tried, 0, uri("/x"));
            assertThat(tried.contains(picked.peer())).isFalse();
            tried.add(picked.peer());
        }
        assertThat(group.balancer().pick(group.peers(), tried, 0, uri("/x"))).isNull();
    }

    @ParameterizedTest(name = "consistent: {0}")
    @ValueSource(booleans = {false, true})
    void aPeerThatIsDownKeepsItsPlace(boolean consistent) {
        Balance balance = Balance.hash(Balance.Key.URI, "", consistent);
        Group group = new Group(balance, Group.weights(1, 1, 1, 1));
        int[] before = owners(group, 500);
        List<PeerOptions> options = new ArrayList<>(Group.weights(1, 1, 1, 1));
        options.set(1, new PeerOptions(1, 1, 10_000, true));
        group.set(options);
        int[] after = owners(group, 500);

        for (int n = 0; n < before.length; n++) {
            if (before[n] != 1) {
                assertThat(after[n]).isEqualTo(before[n]);
            }
        }
        assertThat(Arrays.stream(after).filter(place -> place == 1)).isEmpty();
    }

    @Test
    void theRingIsNginxs() {
        int[] weights = {1, 3, 2};
        Group group = new Group(Balance.hash(Balance.Key.URI, "", true), Group.weights(weights));
        for (int n = 0; n < 300; n++) {
            assertThat(group.place(group.pick(uri("/" + n)))).isEqualTo(nginxConsistentHash("/" + n, weights));
        }
    }

    @Test
    void aPeerThatLeavesMovesOnlyItsOwnKeys() {
        int count = 20;
        Group group = new Group(Balance.hash(Balance.Key.URI, "", true), Group.same(count, PeerOptions.DEFAULT));
        int[] before = owners(group, KEYS);
        List<PeerOptions> without = new ArrayList<>(Group.same(count, PeerOptions.DEFAULT));
        without.set(7, null);
        group.set(without);
        int moved = 0;
        int[] after = owners(group, KEYS);
        for (int n = 0; n < KEYS; n++) {
            int stayed = before[n] > 7 ? before[n] - 1 : before[n];
            if (before[n] == 7) {
                moved++;
            } else {
                assertThat(after[n]).isEqualTo(stayed);
            }
        }
        assertThat(moved).as("about 1 / 20 of them").isBetween(KEYS / 40, KEYS / 10);
    }

    @Test
    void keysAreSpreadByWeight() {
        Group group = new Group(Balance.hash(Balance.Key.URI, "", true), Group.weights(1, 1, 2, 4, 2));
        int[] counts = new int[5];
        for (int owner : owners(group, KEYS)) {
            counts[owner]++;
        }
        int[] weights = {1, 1, 2, 4, 2};
        for (int i = 0; i < counts.length; i++) {
            assertThat((double) counts[i] / KEYS * 10 / weights[i]).isBetween(0.7, 1.3);
        }
    }

    @Test
    void theRingIsMadeOnceForASetAndKeptWhileItFits() {
        Group group = new Group(Balance.hash(Balance.Key.URI, "", true), Group.weights(1, 2));
        PeerIndex ring = group.peers().index();
        PeerSet set = group.peers();
        group.set(Group.weights(1, 2));
        assertThat(group.peers()).isSameAs(set);

        group.set(List.of(PeerOptions.DEFAULT.withMaxConns(5), PeerOptions.DEFAULT.withWeight(2)));
        assertThat(group.peers()).isNotSameAs(set);
        assertThat(group.peers().index()).isSameAs(ring);

        group.set(Group.weights(1, 3));
        assertThat(group.peers().index()).isNotSameAs(ring);
    }

    @Test
    void aRingHasABound() {
        Group group = new Group(
                Balance.hash(Balance.Key.URI, "", true), Group.same(50, PeerOptions.DEFAULT.withWeight(65_535)));

        assertThat(((Ketama) group.peers().index()).size()).isBetween(1 << 20, 1 << 21);
    }

    @ParameterizedTest(name = "{0} of {1} peers")
    @CsvSource({
        "10.1.2.3, 5",
        "10.1.2.99, 5",
        "192.168.255.1, 5",
        "8.8.8.8, 3",
        "2001:db8:0:0:0:0:0:1, 4",
        "2001:db8::1, 4",
        "::1, 7"
    })
    void ipHashIsNginxs(String address, int count) {
        Group group = new Group(Balance.of(Balance.Method.IP_HASH), Group.same(count, PeerOptions.DEFAULT));
        PickRequest request = Group.request(address, "GET / HTTP/1.1", "Host: a");

        assertThat(group.place(group.pick(request))).isEqualTo(nginxIpHash(address, count));
    }

    @Test
    void ipHashLooksAtThreeOctets() {
        Group group = new Group(Balance.of(Balance.Method.IP_HASH), Group.weights(1, 2, 3, 4));
        for (int i = 0; i < 100; i++) {
            int first = group.place(group.pick(Group.request("10.0." + i + ".1", "GET / HTTP/1.1", "Host: a")));
            int second = group.place(group.pick(Group.request("10.0." + i + ".254", "GET / HTTP/1.1", "Host: a")));
            assertThat(first).isEqualTo(second);
        }
    }

    private static PickRequest uri(String uri) {
        return Group.request("192.0.2.1", "GET " + uri + " HTTP/1.1", "Host: a");
    }

    private static int[] owners(Group group, int keys) {
        int[] owners = new int[keys];
        for (int n = 0; n < keys; n++) {
            PeerSet.Member picked = group.pick(uri("/" + n));
            owners[n] = group.place(picked);
            picked.peer().abandoned();
        }
        return owners;
    }

    private static int nginxHash(String key, int... weights) {
        long crc = crc(key.getBytes(StandardCharsets.US_ASCII));
        return byWeight((crc >> 16 & 0x7fff) % Arrays.stream(weights).sum(), weights);
    }

    private static int nginxIpHash(String address, int count) {
        try {
            byte[] octets = InetAddress.getByName(address).getAddress();
            long hash = 89;
            for (int i = 0; i < (octets.length == 4 ? 3 : 16); i++) {
                hash = (hash * 113 + (octets[i] & 0xff)) % 6271;
            }
            return (int) (hash % count);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Every point of every peer is made, and the least that is not before the key is looked for. */
    private static int nginxConsistentHash(String key, int... weights) {
        long wanted = crc(key.getBytes(StandardCharsets.US_ASCII));
        long best = Long.MAX_VALUE;
        long least = Long.MAX_VALUE;
        int owner = -1;
        int first = -1;
        for (int i = 0; i < weights.length; i++) {
            byte[] base = ("10.0.0." + (i + 1) + "\0" + "80....").getBytes(StandardCharsets.US_ASCII);
            long point = 0;
            for (int n = 0; n < weights[i] * 160; n++) {
                for (int b = 0; b < 4; b++) {
                    base[base.length - 4 + b] = (byte) (point >> 8 * b);
                }
                point = crc(base);
                if (point >= wanted && point < best) {
                    best = point;
                    owner = i;
                }
                if (point < least) {
                    least = point;
                    first = i;
                }
            }
        }
        return owner < 0 ? first : owner;
    }

    private static int byWeight(long number, int... weights) {
        int i = 0;
        for (long rest = number; rest >= weights[i]; i++) {
            rest -= weights[i];
        }
        return i;
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
