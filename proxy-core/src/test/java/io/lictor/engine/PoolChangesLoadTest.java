package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two hundred changes of a pool each second under load: peers come and leave, change their weights, go down and up, drain.
 * No request fails, and every peer gets its share.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class PoolChangesLoadTest {

    private static final Logger log = LoggerFactory.getLogger(PoolChangesLoadTest.class);
    private static final int CLIENTS = 16;
    private static final int PEERS = 6;
    private static final long CHANGE_NANOS = 5_000_000;

    /** Fewer requests than this between two changes show no share: a machine that is busy changes less often. */
    private static final int LEAST_REQUESTS = 4;

    private final Transport transport;

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final Random random = new Random(42);
    private final List<ScriptedPeer> peers = new ArrayList<>();
    /** The options of each peer now; null when it is not there. */
    private final PeerOptions[] options = new PeerOptions[PEERS];
    /** What each peer should have got by now: of the requests of each moment, its weight's share. */
    private final double[] expected = new double[PEERS];

    private final long[] counted = new long[PEERS];

    PoolChangesLoadTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void noRequestFailsAndSharesAreThoseOfTheWeights() throws Exception {
        run(Duration.ofSeconds(2));
    }

    @Tag("full")
    @Test
    void noRequestFailsAndSharesAreThoseOfTheWeightsForLong() throws Exception {
        run(Duration.ofSeconds(30));
    }

    private void run(Duration length) throws Exception {
        for (int i = 0; i < PEERS; i++) {
            peers.add(ScriptedPeer.answering("ok"));
            options[i] = new PeerOptions(i + 1, 1, 600_000, false);
        }
        try (Lictor lictor = Lictor.builder()
                .allocator(buffers)
                .listen(0)
                .workers(2)
                .transport(transport)
                .route("/ " + peers.get(0).target())
                .start()) {
            lictor.apply(state());
            LoadClients clients = LoadClients.start(lictor, CLIENTS, () -> "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            int changes = change(lictor, length);
            Map<String, Integer> results = clients.stop();
            // All are there again: what each has got since it was first known.
            for (int i = 0; i < PEERS; i++) {
                options[i] = new PeerOptions(1, 1, 600_000, false);
            }
            account(lictor);
            lictor.apply(state());
            account(lictor);
            log.info("{} changes={} results={} got={} expected={}", transport, changes, results, counted, expected);
            assertThat(results).containsOnlyKeys("GET 200");
            long sum = 0;
            for (int i = 0; i < PEERS; i++) {
                sum += counted[i];
                // Each loop's order begins anew with each change: off by less than one pick, to either side.
                double allowed = expected[i] * 0.05 + Math.sqrt(2.0 * changes);
                assertThat((double) counted[i])
                        .as("peer %s", i)
                        .isBetween(expected[i] - allowed, expected[i] + allowed);
            }
            assertThat(sum).as("attempts").isEqualTo((long) results.get("GET 200"));
        } finally {
            peers.forEach(ScriptedPeer::close);
        }
    }

    private int change(Lictor lictor, Duration length) throws Exception {
        long began = System.nanoTime();
        int changes = 0;
        while (System.nanoTime() - began < length.toNanos()) {
            account(lictor);
            changeOne();
            lictor.apply(state());
            changes++;
            long due = began + changes * CHANGE_NANOS;
            long before = requests(lictor);
            while (System.nanoTime() - due < 0 || requests(lictor) - before < LEAST_REQUESTS) {
                LockSupport.parkNanos(Math.max(100_000, due - System.nanoTime()));
            }
        }
        return changes;
    }

    private static long requests(Lictor lictor) {
        return lictor.view().upstreams().get(0).peers().stream()
                .mapToLong(UpstreamView.PeerView::requests)
                .sum();
    }

    /** One change, never of the last peer that can be used. */
    private void changeOne() {
        int i = random.nextInt(PEERS);
        PeerOptions now = options[i];
        long usable = 0;
        for (PeerOptions each : options) {
            usable += each != null && each.isUsable() ? 1 : 0;
        }
        boolean last = usable == 1 && now != null && now.isUsable();
        int kind = random.nextInt(4);
        if (now == null) {
            options[i] = new PeerOptions(1 + random.nextInt(6), 1, 600_000, false);
        } else if (kind == 0 || last) {
            options[i] = now.withWeight(1 + random.nextInt(6));
        } else if (kind == 1) {
            options[i] = null;
        } else if (kind == 2) {
            options[i] = new PeerOptions(now.weight(), 1, 600_000, !now.down());
        } else {
            options[i] = now.withDrain(!now.drain());
        }
    }

    /** Shares out, by the weights in force until now, what was asked since the last time. */
    private void account(Lictor lictor) {
        Map<String, Long> requests = new HashMap<>();
        lictor.view().upstreams().get(0).peers().forEach(peer -> requests.put(peer.address(), peer.requests()));
        long fresh = 0;
        long weights = 0;
        for (int i = 0; i < PEERS; i++) {
            // One that is not there gets nothing new.
            long count = requests.getOrDefault("127.0.0.1:" + peers.get(i).port(), counted[i]);
            fresh += count - counted[i];
            counted[i] = count;
            weights += weight(i);
        }
        for (int i = 0; i < PEERS; i++) {
            expected[i] += (double) fresh * weight(i) / weights;
        }
    }

    private int weight(int i) {
        return options[i] == null || !options[i].isUsable() ? 0 : options[i].weight();
    }

    private DesiredState state() throws Exception {
        List<PeerSpec> specs = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            if (options[i] != null) {
                specs.add(new PeerSpec(new Address("127.0.0.1", peers.get(i).port()), options[i]));
            }
        }
        var route = RouteParser.parse("/ " + peers.get(0).target(), "test");
        return new DesiredState(
                List.of(new DesiredState.BoundRoute(route, "up")),
                List.of(new UpstreamSpec("up", route.upstreamOptions(), specs)));
    }
}
