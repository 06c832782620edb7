package io.lictor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.server.ChildLictor;
import io.lictor.server.demo.SteadyClients.Answer;
import io.lictor.server.demo.SteadyClients.Kind;
import io.lictor.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a thousand services of twenty instances that change fifty times a second cost the requests of another: by the jar, in
 * a process of its own with the launcher's options. How soon it knows of the changes, {@link ManyServicesIT} says.
 */
/*
 * Where Consul, what changes it, the clients and Lictor share the machine's processors, every request waits for one of
 * them now and then. What that costs shows in the requests that go past Lictor, to the instance itself. Where Consul and
 * who changes it get only what the others leave, as if they were on machines of their own, what is left is Lictor's own:
 * its stops of all threads, and the work that it does beside its loops.
 */
@ExtendWith(ConsulExtension.class)
@Timeout(600)
@Tag("full")
final class ChurnedRequestsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Kind REQUEST = new Kind("GET", "/sso", 0, 10);
    private static final int CLIENTS = 3;
    private static final int WARM_SECONDS = 30;
    private static final int QUIET_SECONDS = 30;
    private static final int CHURN_SECONDS = 60;
    /** The median may be so many times what it was, where all share the processors. */
    private static final double MORE = 1.3;
    /** So many times may anything be what it was, or what it became past Lictor: quiet times here differ by as much. */
    private static final double NOISE = 1.5;

    private static final Pattern PORT = Pattern.compile("\"address\"\\s*:\\s*\"127\\.0\\.0\\.1:(\\d+)\"");

    private static final String CHANGER = "changer";
    /** What the threads are called that a request passes: the proxy's event loops, the clients, who answers. */
    private static final List<String> OF_REQUESTS = List.of("lictor-worker", "steady-client", "scripted-peer");

    private final ExecutorService changer = Executors.newSingleThreadExecutor(task -> new Thread(task, CHANGER));

    @AfterEach
    void endChanges() {
        changer.shutdownNow();
    }

    /** How long the requests took, in microseconds, the shortest first: before the changes and meanwhile. */
    private record Times(List<Long> before, List<Long> during, List<Long> pastBefore, List<Long> pastDuring) {}

    @Test
    void growAboutAsMuchAsThoseThatGoPastWhereAllShareTheProcessors(ConsulBinary binary) throws Exception {
        Times times = measure(binary, false);
        assertThat((double) at(times.during(), 50)).isLessThan(MORE * at(times.before(), 50));
        slowOnesGrowAsPastLictor(times);
    }

    @Test
    void areAnsweredAsFastAsBeforeWhereOnlyLictorsOwnWorkIsBesideThem(ConsulBinary binary) throws Exception {
        Times times = measure(binary, true);
        assertThat((double) at(times.during(), 50)).isLessThan(NOISE * at(times.before(), 50));
        slowOnesGrowAsPastLictor(times);
    }

    /** What is the machine's part shows past Lictor; it may not have been quieter meanwhile. */
    private static void slowOnesGrowAsPastLictor(Times times) {
        double machine = Math.max(1, growth(times.pastBefore(), times.pastDuring()));
        assertThat(growth(times.before(), times.during())).isLessThan(NOISE * machine);
    }

    /** @param apart whether Consul and who changes it get only what the others leave of the processors */
    private Times measure(ConsulBinary binary, boolean apart) throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(binary.path().orElseThrow());
                EchoInstance served = new EchoInstance("served", new ConcurrentHashMap<>())) {
            Catalogue catalogue = new Catalogue(consul.admin());
            catalogue.fill();
            consul.admin().register(Registration.of("served", "S00123-keycloak", "127.0.0.1", served.port(), "S00123"));
            try (ChildLictor lictor = ChildLictor.start(List.of(
                            "--consul",
                            consul.host() + ":" + consul.port(),
                            "--route",
                            "/sso tag:S00123",
                            "--route",
                            "/many tag:T"));
                    SteadyClients clients = new SteadyClients(lictor.port());
                    SteadyClients past = new SteadyClients(served.port());
                    Placement placement = new Placement()) {
                awaitExact(lictor, catalogue, served.port());
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(REQUEST);
                }
                past.add(REQUEST);
                churn(catalogue, 1);
                if (apart) {
                    place(placement);
                }
                churn(catalogue, WARM_SECONDS);
                awaitExact(lictor, catalogue, served.port());

                long quiet = System.nanoTime();
                pass(QUIET_SECONDS);
                long busy = lictor.processorMillis();
                long begin = System.nanoTime();
                churn(catalogue, CHURN_SECONDS);
                long end = System.nanoTime();
                busy = lictor.processorMillis() - busy;
                awaitExact(lictor, catalogue, served.port());
                clients.stop();
                past.stop();

                Times times = new Times(
                        micros(clients.answers(), quiet, begin),
                        micros(clients.answers(), begin, end),
                        micros(past.answers(), quiet, begin),
                        micros(past.answers(), begin, end));
                print("%s:", apart ? "Consul gets what is left" : "all share the processors");
                print("through Lictor %s us -> %s us", text(times.before()), text(times.during()));
                print("past it %s us -> %s us", text(times.pastBefore()), text(times.pastDuring()));
                print(
                        "Lictor busy %d %% of a processor; RSS at most %d MiB",
                        busy / (10 * CHURN_SECONDS), lictor.peakMebibytes());
                assertThat(clients.answers())
                        .allMatch(answer -> answer.failure().isEmpty());
                assertThat(times.during().size()).isGreaterThan(CHURN_SECONDS * 250);
                return times;
            }
        }
    }

    /** By a thread of its own, which may be put behind. */
    private void churn(Catalogue catalogue, int seconds) throws Exception {
        changer.submit(() -> catalogue.churn(seconds, (port, there) -> {})).get();
    }

    /** A processor for the requests, one for all else, and Consul and who changes it as if they were not there. */
    private static void place(Placement placement) throws Exception {
        ProcessHandle test = ProcessHandle.current();
        placement.part(test.pid(), ChurnedRequestsIT::serves);
        placement.putBehind(test.pid(), thread -> thread.equals(CHANGER) || thread.startsWith("HttpClient"));
        for (ProcessHandle started : test.descendants().toList()) {
            placement.part(started.pid(), ChurnedRequestsIT::serves);
            if (started.info().command().orElse("").endsWith("consul")) {
                placement.putBehind(started.pid(), thread -> true);
            }
        }
    }

    private static boolean serves(String thread) {
        return OF_REQUESTS.stream().anyMatch(thread::startsWith);
    }

    private static void awaitExact(ChildLictor lictor, Catalogue catalogue, int served) {
        Set<Integer> all = catalogue.ports().stream().collect(Collectors.toSet());
        all.add(served);
        Eventually.holds("the exact catalogue", SOON, () -> ports(lictor).equals(all));
    }

    private static Set<Integer> ports(ChildLictor lictor) {
        return PORT.matcher(lictor.admin("/api/upstreams"))
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .collect(Collectors.toSet());
    }

    private static void pass(long seconds) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static List<Long> micros(List<Answer> answers, long from, long to) {
        return answers.stream()
                .filter(answer -> answer.due() - from >= 0 && answer.due() - to < 0)
                .map(answer -> answer.nanos() / 1_000)
                .sorted()
                .toList();
    }

    /** How many times the 99th percentile before is that during the changes. */
    private static double growth(List<Long> before, List<Long> during) {
        return (double) at(during, 99) / at(before, 99);
    }

    private static long at(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, "churn: " + format + "%n", values);
    }

    private static String text(List<Long> micros) {
        return String.format(
                Locale.ROOT,
                "p50 %d p99 %d most %d (of %d)",
                at(micros, 50),
                at(micros, 99),
                at(micros, 100),
                micros.size());
    }
}
