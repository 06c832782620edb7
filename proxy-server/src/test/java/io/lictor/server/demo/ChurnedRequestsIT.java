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
import java.util.ArrayList;
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
    /** Quiet and busy times take turns, so that what the machine does of its own is in both; the median of each counts. */
    private static final int TURNS = 4;

    private static final int TURN_SECONDS = 15;
    private static final int CHURN_SECONDS = TURNS * TURN_SECONDS;
    /** So many times may the median be what it is in quiet times, where all share the processors. */
    private static final double MORE = 1.3;
    /** So many times may it be that where they do not: quiet medians differ by as much here. */
    private static final double NOISE = 1.5;
    /** So many times may the 99th percentile grow as much as past Lictor. */
    private static final double UNCHANGED = 1.25;

    private static final Pattern PORT = Pattern.compile("\"address\"\\s*:\\s*\"127\\.0\\.0\\.1:(\\d+)\"");

    private static final String CHANGER = "changer";
    /** What the threads are called that a request passes: the proxy's event loops, the clients, who answers. */
    private static final List<String> OF_REQUESTS = List.of("lictor-worker", "steady-client", "scripted-peer");

    private final ExecutorService changer = Executors.newSingleThreadExecutor(task -> new Thread(task, CHANGER));

    @AfterEach
    void endChanges() {
        changer.shutdownNow();
    }

    /**
     * How long requests took, in microseconds, the shortest first: a list for each turn.
     *
     * @param quiet without changes
     * @param busy with fifty a second
     */
    private record Times(List<List<Long>> quiet, List<List<Long>> busy) {

        /** How many times as long as in quiet times requests take in busy ones: of the medians of all turns. */
        double growth(int percent) {
            return (double) middle(busy, percent) / middle(quiet, percent);
        }

        static long middle(List<List<Long>> turns, int percent) {
            List<Long> sorted =
                    turns.stream().map(turn -> at(turn, percent)).sorted().toList();
            return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        }
    }

    /** @param past those that go to the instance itself */
    private record Both(Times through, Times past) {

        /** What is the machine's part shows past Lictor; it may not have been quieter meanwhile. */
        double ownGrowth() {
            return through.growth(99) / Math.max(1, past.growth(99));
        }
    }

    @Test
    void growAsThoseThatGoPastWhereAllShareTheProcessors(ConsulBinary binary) throws Exception {
        Both both = measure(binary, false);
        assertThat(both.through().growth(50)).isLessThan(MORE);
        assertThat(both.ownGrowth()).isLessThan(UNCHANGED);
    }

    @Test
    void areAnsweredAsFastAsBeforeWhereOnlyLictorsOwnWorkIsBesideThem(ConsulBinary binary) throws Exception {
        Both both = measure(binary, true);
        assertThat(both.through().growth(50)).isLessThan(NOISE);
        assertThat(both.ownGrowth()).isLessThan(UNCHANGED);
    }

    /** @param apart whether Consul and who changes it get only what the others leave of the processors */
    private Both measure(ConsulBinary binary, boolean apart) throws Exception {
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

                long busy = 0;
                List<Long> turns = new ArrayList<>();
                for (int turn = 0; turn < TURNS; turn++) {
                    turns.add(System.nanoTime());
                    pass(TURN_SECONDS);
                    turns.add(System.nanoTime());
                    long before = lictor.processorMillis();
                    churn(catalogue, TURN_SECONDS);
                    busy += lictor.processorMillis() - before;
                }
                turns.add(System.nanoTime());
                awaitExact(lictor, catalogue, served.port());
                clients.stop();
                past.stop();

                Both both = new Both(times(clients.answers(), turns), times(past.answers(), turns));
                print("%s:", apart ? "Consul gets what is left" : "all share the processors");
                print("through Lictor %s", text(both.through()));
                print("past it %s", text(both.past()));
                print(
                        "p99 x %.2f, past it x %.2f: Lictor's own part x %.2f",
                        both.through().growth(99), both.past().growth(99), both.ownGrowth());
                print(
                        "Lictor busy %d %% of a processor; RSS at most %d MiB",
                        busy / (10 * CHURN_SECONDS), lictor.peakMebibytes());
                assertThat(clients.answers())
                        .allMatch(answer -> answer.failure().isEmpty());
                assertThat(both.through().busy())
                        .allSatisfy(turn -> assertThat(turn).hasSizeGreaterThan(TURN_SECONDS * 250));
                return both;
            }
        }
    }

    /** @param turns when each began, quiet and busy in turn, and the last ended */
    private static Times times(List<Answer> answers, List<Long> turns) {
        Times times = new Times(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i + 1 < turns.size(); i++) {
            (i % 2 == 0 ? times.quiet() : times.busy()).add(micros(answers, turns.get(i), turns.get(i + 1)));
        }
        return times;
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

    private static long at(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, "churn: " + format + "%n", values);
    }

    private static String text(Times times) {
        return String.format(
                Locale.ROOT,
                "p50 %d -> %d us, p99 %d -> %d us (quiet %s, busy %s), most %d -> %d us, of %d",
                Times.middle(times.quiet(), 50),
                Times.middle(times.busy(), 50),
                Times.middle(times.quiet(), 99),
                Times.middle(times.busy(), 99),
                times.quiet().stream().map(turn -> at(turn, 99)).toList(),
                times.busy().stream().map(turn -> at(turn, 99)).toList(),
                Times.middle(times.quiet(), 100),
                Times.middle(times.busy(), 100),
                times.busy().stream().mapToInt(List::size).sum());
    }
}
