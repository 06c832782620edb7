package io.lictor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.ListenerSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.engine.Transport;
import io.lictor.server.app.Application;
import io.lictor.server.app.Settings;
import io.lictor.server.demo.SteadyClients.Answer;
import io.lictor.server.demo.SteadyClients.Kind;
import io.lictor.testkit.Eventually;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A thousand services of twenty instances and fifty changes a second, on a real agent: one proxy under load, and three at
 * once. Prints what it measured: the figures of {@code docs/scale.md}.
 */
@ExtendWith(ConsulExtension.class)
@Timeout(400)
@Tag("full")
final class ManyServicesIT {

    private static final String MANY = "tag:T";
    private static final String SERVED = "tag:S00123";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Kind REQUEST = new Kind("GET", "/sso", 0, 10);
    private static final int CLIENTS = 3;
    /** Until the code is compiled, so that it is not in the figures. */
    private static final long WARM_SECONDS = 10;

    private static final int QUIET_SECONDS = 20;
    private static final int CHURN_SECONDS = 60;

    /** From a change in Consul to the peers, of 99 in a hundred. */
    private static final long LAG_MILLIS = 2_000;
    /** A thousand services are read, 33 MB, by four at a time, beside Consul and the test. */
    private static final Duration NODE = Duration.ofSeconds(5);
    /** Three proxies, Consul and the test share two processors: behind each other, but none for long. */
    private static final long LAG_OF_THREE_MILLIS = 3_000;
    /** Three questions that wait, the catalogue, four readers, and the test's own. */
    private static final int CONNECTIONS = 16;
    /** What a pool of 20,000 may leave behind, changed 3,000 times: it must not grow with the changes. */
    private static final long HEAP_MORE = 32 << 20;
    /** Test, clients, Consul and proxy share the machine: a p99 of some milliseconds is doubled by any of them. */
    private static final long P99_MORE_MILLIS = 12;

    /**
     * What one proxy did.
     *
     * @param lags of the changes, in milliseconds, the shortest first
     * @param exactMillis from the last change to the exact catalogue
     * @param consulPercent of one processor, while there were changes
     * @param before how long requests took before there were changes, in milliseconds, the shortest first
     * @param during the same while there were
     */
    private record Figures(
            List<Long> lags,
            long exactMillis,
            long consulPercent,
            long heapBefore,
            long heapAfter,
            List<Long> before,
            List<Long> during) {

        void print(int connections) {
            ManyServicesIT.print(
                    "one: %s; exact %d ms after the last; connections at most %d; Consul busy %d %% of a processor",
                    text(lags), exactMillis, connections, consulPercent);
            ManyServicesIT.print(
                    "one: heap %d -> %d MiB; requests p50 %d -> %d ms, p99 %d -> %d ms, of %d and %d",
                    heapBefore >> 20,
                    heapAfter >> 20,
                    at(before, 50),
                    at(during, 50),
                    at(before, 99),
                    at(during, 99),
                    before.size(),
                    during.size());
        }
    }

    @Test
    void followsEachChangeWhileRequestsPassAsBefore(ConsulBinary binary) throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(binary.path().orElseThrow());
                EchoInstance served = new EchoInstance("served", new ConcurrentHashMap<>())) {
            Catalogue catalogue = filled(consul, served);
            try (OpenConnections connections = new OpenConnections(consul.host(), consul.port());
                    Application lictor = Application.start(settings(consul));
                    SteadyClients clients = new SteadyClients(lictor.port());
                    LagWatch watch = new LagWatch(lictor, MANY)) {
                awaitAll(watch, catalogue);
                awaitServed(lictor);
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(REQUEST);
                }
                pass(WARM_SECONDS);
                Figures figures = measure(catalogue, clients, watch);
                figures.print(connections.most());
                assertThat(clients.answers())
                        .allMatch(answer -> answer.failure().isEmpty());
                assertThat(figures.lags()).hasSizeGreaterThan(2_500);
                assertThat(at(figures.lags(), 99)).isLessThan(LAG_MILLIS);
                assertThat(connections.most()).isLessThan(CONNECTIONS);
                assertThat(figures.heapAfter()).isLessThan(figures.heapBefore() + HEAP_MORE);
                assertThat(at(figures.during(), 99)).isLessThan(at(figures.before(), 99) + P99_MORE_MILLIS);
            }
        }
    }

    /** All services have to be read for it, and all instances go and come back: for others no request fails. */
    @Test
    void aNodeThatFailsTakesItsInstancesOutAndBringsThemBack(ConsulBinary binary) throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(binary.path().orElseThrow());
                EchoInstance served = new EchoInstance("served", new ConcurrentHashMap<>())) {
            Catalogue catalogue = filled(consul, served);
            try (Application lictor = Application.start(settings(consul));
                    SteadyClients clients = new SteadyClients(lictor.port());
                    LagWatch watch = new LagWatch(lictor, MANY)) {
                awaitAll(watch, catalogue);
                awaitServed(lictor);
                clients.add(REQUEST);
                pass(WARM_SECONDS);
                for (int i = 0; i < 3; i++) {
                    long failed = System.nanoTime();
                    catalogue.node(false);
                    Eventually.holds("all are out", SOON, () -> watch.ports().isEmpty());
                    long out = System.nanoTime();
                    catalogue.node(true);
                    awaitAll(watch, catalogue);
                    long in = System.nanoTime();
                    print("node: out in %d ms, back in %d ms", (out - failed) / 1_000_000, (in - out) / 1_000_000);
                    assertThat(Duration.ofNanos(out - failed)).isLessThan(NODE);
                    assertThat(Duration.ofNanos(in - out)).isLessThan(NODE);
                }
                clients.stop();
                assertThat(clients.answers())
                        .hasSizeGreaterThan(500)
                        .allMatch(answer -> answer.failure().isEmpty());
            }
        }
    }

    @Test
    void threeFollowTheSameAgent(ConsulBinary binary) throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(binary.path().orElseThrow());
                EchoInstance served = new EchoInstance("served", new ConcurrentHashMap<>())) {
            Catalogue catalogue = filled(consul, served);
            try (OpenConnections connections = new OpenConnections(consul.host(), consul.port());
                    Application one = Application.start(settings(consul));
                    Application two = Application.start(settings(consul));
                    Application three = Application.start(settings(consul))) {
                List<LagWatch> watches = new ArrayList<>();
                for (Application lictor : List.of(one, two, three)) {
                    LagWatch watch = new LagWatch(lictor, MANY);
                    watches.add(watch);
                    awaitAll(watch, catalogue);
                    watch.start();
                }
                pass(WARM_SECONDS);
                long consulBefore = consulMillis();
                catalogue.churn(QUIET_SECONDS, (port, there) -> watches.forEach(watch -> watch.told(port, there)));
                long consulMillis = consulMillis() - consulBefore;
                for (LagWatch watch : watches) {
                    awaitAll(watch, catalogue);
                    awaitSeen(watch);
                    watch.close();
                    print("three: %s", text(watch.lagMillis()));
                    assertThat(at(watch.lagMillis(), 99)).isLessThan(LAG_OF_THREE_MILLIS);
                }
                print(
                        "three: connections at most %d; Consul busy %d %% of a processor",
                        connections.most(), consulMillis / (10 * QUIET_SECONDS));
                assertThat(connections.most()).isLessThan(3 * CONNECTIONS);
            }
        }
    }

    /** Some quiet time, then changes until the pool is what Consul has. Ends the clients and the watch. */
    private static Figures measure(Catalogue catalogue, SteadyClients clients, LagWatch watch)
            throws InterruptedException {
        long heapBefore = heap();
        watch.start();
        long quiet = System.nanoTime();
        pass(QUIET_SECONDS);
        long consulBefore = consulMillis();
        long begin = System.nanoTime();
        catalogue.churn(CHURN_SECONDS, watch::told);
        long end = System.nanoTime();
        long consulMillis = consulMillis() - consulBefore;
        awaitAll(watch, catalogue);
        long exact = System.nanoTime();
        awaitSeen(watch);
        clients.stop();
        watch.close();
        return new Figures(
                watch.lagMillis(),
                TimeUnit.NANOSECONDS.toMillis(exact - end),
                consulMillis / (10 * CHURN_SECONDS),
                heapBefore,
                heap(),
                millis(clients.answers(), quiet, begin),
                millis(clients.answers(), begin, end));
    }

    private static Catalogue filled(ConsulAgent consul, EchoInstance served) {
        Catalogue catalogue = new Catalogue(consul.admin());
        catalogue.fill();
        consul.admin().register(Registration.of("served", "S00123-keycloak", "127.0.0.1", served.port(), "S00123"));
        return catalogue;
    }

    private static void awaitAll(LagWatch watch, Catalogue catalogue) {
        Eventually.holds("the exact catalogue", SOON, () -> watch.ports().equals(catalogue.ports()));
    }

    private static void awaitSeen(LagWatch watch) {
        Eventually.holds("every change was seen", SOON, () -> watch.awaited() == 0);
    }

    private static void awaitServed(Application lictor) {
        Eventually.holds(
                "it is served",
                SOON,
                () -> lictor.view().upstreams().stream()
                        .anyMatch(view ->
                                view.name().equals(SERVED) && !view.peers().isEmpty()));
    }

    /** Lets time pass while clients ask. */
    private static void pass(long seconds) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static List<Long> millis(List<Answer> answers, long from, long to) {
        return answers.stream()
                .filter(answer -> answer.due() - from >= 0 && answer.due() - to < 0)
                .map(answer -> answer.nanos() / 1_000_000)
                .sorted()
                .toList();
    }

    private static long at(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static String text(List<Long> lags) {
        return String.format(
                Locale.ROOT,
                "lag p50 %d ms, p99 %d ms, longest %d ms of %d",
                at(lags, 50),
                at(lags, 99),
                at(lags, 100),
                lags.size());
    }

    /** What is used of the heap after a collection, in bytes. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What the processes that this one started have taken of the processors. */
    private static long consulMillis() {
        return ProcessHandle.current()
                .descendants()
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis())
                .sum();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, "many, " + format + "%n", values);
    }

    private static Settings settings(ConsulAgent consul) throws Exception {
        return new Settings(
                List.of(ListenerSpec.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
                Optional.empty(),
                List.of(RouteParser.parse("/sso " + SERVED, "--route"), RouteParser.parse("/many " + MANY, "--route")),
                Optional.of(new ConsulOptions(
                        false, consul.host(), consul.port(), Optional.empty(), Optional.empty(), true)),
                Set.of(),
                new Settings.NoLog(),
                Settings.DERIVED,
                2,
                Transport.AUTO,
                Duration.ZERO,
                Optional.empty());
    }
}
