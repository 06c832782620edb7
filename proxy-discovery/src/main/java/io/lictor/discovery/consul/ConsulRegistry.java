package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.CatalogSnapshot;
import io.lictor.discovery.KeysSnapshot;
import io.lictor.discovery.Registry;
import io.lictor.discovery.RegistryIdentity;
import io.lictor.discovery.RegistryTraffic;
import io.lictor.discovery.ServiceSnapshot;
import io.lictor.discovery.WatchMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consul as a registry: one blocking query, and one thread, a watch; or a few for all, when there are many.
 *
 * <p>Any thread. Owns its watches and the connections to the agents.
 */
public final class ConsulRegistry implements Registry {

    private static final Logger log = LoggerFactory.getLogger(ConsulRegistry.class);

    private static final long STOP_MILLIS = 800;

    // Asked for a number at each call: the generator of the thread that calls is used, not of the one that is here.
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private final Ticker ticker = Ticker.system();
    private final ConsulConnections connections;
    private final Lanes lanes = new Lanes();
    private final TrafficMeter meter = new TrafficMeter();
    private final SelfTest selfTest = new SelfTest(ticker);
    private final Set<ConsulWatch> watches = ConcurrentHashMap.newKeySet();
    private final Optional<String> taggedAddress;
    private final ServiceTurns services;
    private final SecondLook secondLook;
    private final Reconnection reconnection;

    private ConsulRegistry(ConsulOptions options) {
        taggedAddress = options.taggedAddress();
        services = new ServiceTurns(
                new ModeRule(options.maxBlockingQueries(), ticker),
                turns -> new Sweeper(this::openTrigger, ticker, RANDOM, turns::isSweeping, turns::start));
        connections = new ConsulConnections(options, new ConnectionLimit(ticker, services::storm));
        reconnection = new Reconnection(connections.openProbe(), this::askAgain, Reconnection.PAUSE_MILLIS);
        secondLook = new SecondLook(new LaneTransport(open(), lanes), selfTest);
    }

    /**
     * Prepares to ask the agents; nothing is sent before the first watch.
     *
     * @throws IllegalArgumentException when a file of TLS cannot be read; the message names it
     */
    public static ConsulRegistry create(ConsulOptions options) {
        ConsulRegistry registry = new ConsulRegistry(options);
        registry.connections.follow(registry::tokenChanged);
        return registry;
    }

    @Override
    public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
        ConsulTransport transport = open();
        AnswerReader<CatalogSnapshot> reader = new BelievedReader<>(new CatalogReader(), selfTest, transport);
        ConsulWatch watch = start("catalog", transport, loop("/v1/catalog/services", transport, reader, receiver));
        return watch::close;
    }

    @Override
    public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
        return watchService(service, Known.NOTHING, receiver);
    }

    @Override
    public Watch watchService(String service, Known known, Receiver<ServiceSnapshot> receiver) {
        ConsulTransport transport = new LaneTransport(open(), lanes);
        ServiceReader reader = new ServiceReader(service, new NodeProbe(transport), known, taggedAddress);
        WatchLoop<ServiceSnapshot> loop = loop(
                ServiceReader.path(service), transport, new BelievedReader<>(reader, selfTest, transport), receiver);
        loop.knew(known.revision());
        ServiceTask task = new ServiceTask(service, transport, reader, loop);
        services.open(task);
        return new Watch() {
            @Override
            public void again() {
                services.again(task);
            }

            @Override
            public void close() {
                services.close(task);
            }
        };
    }

    @Override
    public void readService(String service, Receiver<ServiceSnapshot> receiver) {
        secondLook.at(service, receiver);
    }

    @Override
    public Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
        // Takes no turns either: there are one or two of it.
        ConsulTransport transport = open();
        ConsulWatch watch = start(
                "keys " + prefix,
                transport,
                loop("/v1/kv/" + Query.encodePath(prefix), transport, new KeysReader(ticker), receiver));
        return watch::close;
    }

    @Override
    public void expect(int count) {
        services.expect(count);
    }

    @Override
    public WatchMode mode() {
        return services.mode();
    }

    @Override
    public RegistryIdentity identity() {
        return connections.identity();
    }

    @Override
    public void knew(String datacenter) {
        connections.knew(datacenter);
    }

    @Override
    public RegistryTraffic traffic() {
        return meter.read();
    }

    private ConsulTransport open() {
        return new MeterTransport(connections.open(reconnection::troubled), meter);
    }

    private <T> ConsulWatch openTrigger(String path, AnswerReader<T> reader, Receiver<T> receiver) {
        ConsulTransport transport = open();
        return start("trigger " + path, transport, loop(path, transport, reader, receiver));
    }

    private <T> WatchLoop<T> loop(
            String path, ConsulTransport transport, AnswerReader<T> reader, Receiver<T> receiver) {
        return new WatchLoop<>(path, transport, reader, receiver, ticker, RANDOM, meter);
    }

    private ConsulWatch start(String name, ConsulTransport transport, WatchLoop<?> loop) {
        ConsulWatch watch = ConsulWatch.of(name, loop, transport);
        watches.removeIf(ConsulWatch::isClosed);
        watches.add(watch);
        return watch.start();
    }

    private void tokenChanged() {
        selfTest.forget();
        askAgain();
    }

    /** There is reason to think that the next answers are better. */
    private void askAgain() {
        watches.forEach(ConsulWatch::wake);
        services.allAgain();
    }

    @Override
    public void close() {
        List<ConsulWatch> closing = new ArrayList<>(services.close());
        closing.addAll(watches);
        watches.clear();
        closing.forEach(ConsulWatch::close);
        secondLook.close();
        reconnection.close();
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
