package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.CatalogSnapshot;
import io.lictor.discovery.KeysSnapshot;
import io.lictor.discovery.Registry;
import io.lictor.discovery.ServiceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consul as a registry: one blocking query, and one thread, a watch.
 *
 * <p>Any thread. Owns its watches and the connections to the agent.
 */
public final class ConsulRegistry implements Registry {

    private static final Logger log = LoggerFactory.getLogger(ConsulRegistry.class);

    private static final long STOP_MILLIS = 800;

    private final ConsulConnections connections;
    private final Lanes lanes = new Lanes();
    private final Set<ConsulWatch> watches = ConcurrentHashMap.newKeySet();

    private ConsulRegistry(ConsulConnections connections) {
        this.connections = connections;
    }

    /**
     * Prepares to ask the agent; nothing is sent before the first watch.
     *
     * @throws IllegalArgumentException when the CA file cannot be read; the message names it
     */
    public static ConsulRegistry create(ConsulOptions options) {
        return new ConsulRegistry(new ConsulConnections(options));
    }

    @Override
    public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
        // Takes no turns: it is one, and shows the others what to ask for.
        ConsulTransport transport = connections.open();
        WatchLoop<CatalogSnapshot> loop = loop(
                "/v1/catalog/services", transport, new CatalogReader(), receiver, () -> WatchLoop.MOST_WAIT_SECONDS);
        return start("catalog", transport, loop);
    }

    @Override
    public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
        ConsulTransport transport = new LaneTransport(connections.open(), lanes);
        ServiceReader reader = new ServiceReader(service, new NodeProbe(transport));
        String path = "/v1/health/service/" + Query.encode(service);
        return start("service " + service, transport, loop(path, transport, reader, receiver, lanes::longestSeconds));
    }

    @Override
    public Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
        // Takes no turns either: there are one or two of it.
        ConsulTransport transport = connections.open();
        String path = "/v1/kv/" + Query.encodePath(prefix);
        WatchLoop<KeysSnapshot> loop =
                loop(path, transport, new KeysReader(), receiver, () -> WatchLoop.MOST_WAIT_SECONDS);
        return start("keys " + prefix, transport, loop);
    }

    private static <T> WatchLoop<T> loop(
            String path,
            ConsulTransport transport,
            AnswerReader<T> reader,
            Receiver<T> receiver,
            IntSupplier longestSeconds) {
        // Asked for a number at each call: the generator of the thread that calls is used, not of the one that is here.
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new WatchLoop<>(path, transport, reader, receiver, Ticker.system(), random, longestSeconds);
    }

    private Watch start(String name, ConsulTransport transport, WatchLoop<?> loop) {
        ConsulWatch watch = ConsulWatch.start(name, transport, loop);
        watches.add(watch);
        return () -> {
            watches.remove(watch);
            watch.close();
        };
    }

    @Override
    public void close() {
        List<ConsulWatch> closing = new ArrayList<>(watches);
        watches.clear();
        closing.forEach(ConsulWatch::close);
        long until = System.nanoTime() + STOP_MILLIS * 1_000_000;
        try {
            for (ConsulWatch watch : closing) {
                if (!watch.awaitEnd((until - System.nanoTime()) / 1_000_000)) {
                    log.warn("a watch's thread did not end in time; it is a daemon and ends with the process");
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.close();
    }
}
