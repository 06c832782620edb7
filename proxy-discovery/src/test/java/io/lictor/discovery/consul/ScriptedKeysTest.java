package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.discovery.CatalogSnapshot;
import io.lictor.discovery.Discovery;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.KeysSnapshot;
import io.lictor.discovery.Registry;
import io.lictor.discovery.ServiceSnapshot;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import io.lictor.testkit.FakeTicker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From what a scripted Consul answers about keys to the routes that are told. */
class ScriptedKeysTest {

    private final ScriptedTransport consul = new ScriptedTransport();
    private final RecordingSink sink = new RecordingSink();
    private final KeysOnly registry = new KeysOnly();
    private final Discovery discovery =
            Discovery.start(Routes.config().withPolicy(DiscoveryPolicy.DEFAULT), registry, sink);

    @AfterEach
    void close() {
        discovery.close();
    }

    /** {@code a=1}: the key {@code lictor/routes/a} leads to port 1. */
    private static String keys(String... keys) {
        return Arrays.stream(keys)
                .map(key -> key.split("=", 2))
                .map(key -> "{\"Key\":\"lictor/routes/" + key[0] + "\",\"Value\":\""
                        + base64("/" + key[0] + " http://127.0.0.1:" + key[1]) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Each route and where it leads: {@code a=1}. */
    private static List<String> routes(DesiredState state) {
        return state.routes().stream()
                .map(route ->
                        route.spec().key().substring(1) + route.upstream().replaceFirst("http://127\\.0\\.0\\.1:", "="))
                .toList();
    }

    private void awaitRoutes(String... routes) {
        sink.await(
                "routes " + List.of(routes),
                Duration.ofSeconds(10),
                state -> routes(state).equals(List.of(routes)));
    }

    private List<Long> askedIndexes() {
        return consul.asked().stream().map(Query::index).toList();
    }

    /**
     * The newest key is deleted, and with it the prefix's index goes back; once while its deletion is waited for, once during
     * an outage.
     */
    @Test
    void theNewestKeyGoneAndTheIndexBackLeaveTheRoutesExactAndTheWatchGoingOn() {
        consul.answer(30, keys("a=1", "b=2"));
        registry.turn();
        awaitRoutes("a=1", "b=2");

        consul.answer(12, keys("a=1")).answer(12, keys("a=1"));
        registry.turn();
        registry.turn();
        awaitRoutes("a=1");

        consul.answer(33, keys("a=3"));
        registry.turn();
        awaitRoutes("a=3");
        consul.answer(34, keys("a=3", "b=4", "c=5"));
        registry.turn();
        awaitRoutes("a=3", "b=4", "c=5");

        consul.failure("connection reset").answer(33, keys("a=3", "b=4")).answer(33, keys("a=3", "b=4"));
        registry.turn();
        registry.turn();
        registry.turn();
        awaitRoutes("a=3", "b=4");
        consul.answer(40, keys("a=3", "b=6"));
        registry.turn();
        awaitRoutes("a=3", "b=6");

        // Nothing waits for an index that never comes, and nothing was told but what was so.
        assertThat(askedIndexes()).containsExactly(0L, 30L, 0L, 12L, 33L, 34L, 0L, 0L, 33L);
        assertThat(sink.states().stream().map(ScriptedKeysTest::routes).distinct())
                .containsExactly(
                        List.of(),
                        List.of("a=1", "b=2"),
                        List.of("a=1"),
                        List.of("a=3"),
                        List.of("a=3", "b=4", "c=5"),
                        List.of("a=3", "b=4"),
                        List.of("a=3", "b=6"));
        assertThat(discovery.view().watches())
                .filteredOn(watch -> watch.name().equals("keys lictor/"))
                .extracting(WatchView::state)
                .containsExactly("LIVE");
    }

    /** Has no services; its keys are those of the script, asked for by the test's thread. */
    private final class KeysOnly implements Registry {

        private final FakeTicker ticker = new FakeTicker();
        private final List<WatchLoop<KeysSnapshot>> loops = new ArrayList<>();

        void turn() {
            loops.forEach(loop -> ticker.advance(Duration.ofMillis(loop.turn())));
        }

        @Override
        public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
            receiver.answered(new CatalogSnapshot(Map.of(), true));
            return () -> {};
        }

        @Override
        public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
            throw new AssertionError(service);
        }

        @Override
        public Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
            loops.add(new WatchLoop<>(
                    "/v1/kv/" + prefix,
                    consul,
                    new KeysReader(ticker),
                    receiver,
                    ticker,
                    new Random(1),
                    new TrafficMeter()));
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
