package io.lictor.discovery;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import io.lictor.discovery.testkit.RecordingSink;
import io.lictor.discovery.testkit.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Answers of many services, and of keys, come by many threads at once while the state is read. What is told of each only
 * goes on, and ends with its last answer.
 */
/*
 * The number of an answer is the port of all instances in it. Each service's answers come in their order, by one thread at a
 * time, as a registry promises; which thread that is changes from answer to answer, as when a sweep takes over.
 */
@Timeout(60)
class ConcurrentAnswersTest {

    private static final int SERVICES = 6;
    private static final int THREADS_OF_EACH = 2;
    private static final int ANSWERS = 500;
    /** Between two answers of one thread, so that they do not all come as one batch. */
    private static final long PAUSE_NANOS = 2_000_000;

    /** Answers of this service that the next one waits for, so that some states are told whatever the pace. */
    private static final String AWAITED = "s0";

    private static final int AWAITED_EACH = 40;

    private static final int READERS = 2;
    private static final String KEYS = "keys";

    private final RecordingSink sink = new RecordingSink();
    private final Receivers registry = new Receivers();

    /** Where the answers of one question come from. */
    private final class Answers implements Callable<Void> {

        private final String name;
        private final CountDownLatch start;
        private int told;

        Answers(String name, CountDownLatch start) {
            this.name = name;
            this.start = start;
        }

        @Override
        public Void call() throws Exception {
            start.await();
            while (tellNext()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return null;
        }

        /** The lock is what gives a question's answers their order. */
        private synchronized boolean tellNext() {
            if (told == ANSWERS) {
                return false;
            }
            told++;
            if (told % 97 == 0) {
                registry.fail(name, new Fault(false, "of the test"));
            }
            registry.tell(name, told);
            if (name.equals(AWAITED) && told % AWAITED_EACH == 0) {
                int number = told;
                eventually("an answer is told", Duration.ofSeconds(20), () -> number(sink.last(), name) >= number);
            }
            return true;
        }
    }

    @Test
    void eachServicesStatesOnlyGoOnAndEndWithItsLastAnswer() throws Exception {
        List<String> names = new ArrayList<>(List.of(KEYS));
        for (int i = 0; i < SERVICES; i++) {
            names.add("s" + i);
        }
        String[] routes = names.stream()
                .filter(name -> !name.equals(KEYS))
                .map(name -> "/" + name + " service:" + name)
                .toArray(String[]::new);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Discovery discovery =
                Discovery.start(Routes.config(routes).withPolicy(DiscoveryPolicy.DEFAULT), registry, sink)) {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> told = new ArrayList<>();
            for (String name : names) {
                Answers answers = new Answers(name, start);
                Collections.nCopies(THREADS_OF_EACH, answers).forEach(one -> told.add(threads.submit(one)));
            }
            CountDownLatch over = new CountDownLatch(1);
            List<Future<List<DesiredState>>> read = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                read.add(threads.submit(() -> read(discovery, over)));
            }
            start.countDown();
            for (Future<?> one : told) {
                one.get();
            }
            eventually(
                    "the last answers are told",
                    Duration.ofSeconds(20),
                    () -> names.stream().allMatch(name -> number(sink.last(), name) == ANSWERS));
            eventually(
                    "and shown", Duration.ofSeconds(5), () -> discovery.state().equals(sink.last()));
            over.countDown();

            assertOnlyGoesOn("told", names, sink.states());
            for (Future<List<DesiredState>> one : read) {
                assertOnlyGoesOn("read", names, one.get());
            }
            // It saw more than the beginning and the end.
            assertThat(sink.states()).hasSizeGreaterThan(10);
            assertThat(discovery.view().watches())
                    .filteredOn(watch -> !watch.name().equals("catalog"))
                    .hasSize(names.size())
                    .allMatch(watch -> watch.state().equals("LIVE"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<DesiredState> read(Discovery discovery, CountDownLatch over) throws InterruptedException {
        List<DesiredState> states = new ArrayList<>();
        while (!over.await(200, TimeUnit.MICROSECONDS)) {
            DesiredState state = discovery.state();
            if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
                states.add(state);
            }
        }
        states.add(discovery.state());
        return states;
    }

    private static void assertOnlyGoesOn(String how, List<String> names, List<DesiredState> states) {
        for (String name : names) {
            List<Integer> numbers =
                    states.stream().map(state -> number(state, name)).toList();
            assertThat(numbers).as("%s of %s", how, name).isSorted();
            assertThat(numbers.get(numbers.size() - 1))
                    .as("%s of %s at last", how, name)
                    .isEqualTo(ANSWERS);
        }
    }

    /** Which answer is in effect; 0 for none. */
    private static int number(DesiredState state, String name) {
        Set<Integer> numbers = name.equals(KEYS)
                ? Set.copyOf(state.routes().stream()
                        .filter(route -> route.spec().source().startsWith("key "))
                        .map(route -> Integer.parseInt(route.upstream().replaceFirst(".*:", "")))
                        .toList())
                : ports(state, "service:" + name);
        assertThat(numbers).as("one answer of %s is all of it", name).hasSizeLessThanOrEqualTo(1);
        return numbers.stream().findFirst().orElse(0);
    }

    /** A registry that only keeps whom to tell. */
    private static final class Receivers implements Registry {

        private final Map<String, Receiver<ServiceSnapshot>> services = new ConcurrentHashMap<>();
        private final Map<String, Receiver<KeysSnapshot>> keys = new ConcurrentHashMap<>();

        void tell(String name, int number) {
            if (name.equals(KEYS)) {
                keys.values().forEach(receiver -> receiver.answered(keysOf(number)));
            } else {
                receiver(name).answered(CoreRig.all(instance(name, "1", number), instance(name, "2", number)));
            }
        }

        void fail(String name, Fault fault) {
            Stream<? extends Receiver<?>> those =
                    name.equals(KEYS) ? keys.values().stream() : Stream.of(receiver(name));
            those.forEach(receiver -> receiver.failed(fault));
        }

        private Receiver<ServiceSnapshot> receiver(String service) {
            return services.getOrDefault(service, new Nobody());
        }

        private static KeysSnapshot keysOf(int number) {
            return new KeysSnapshot(
                    new TreeMap<>(Map.of(
                            "lictor/routes/a", "/a http://127.0.0.1:" + number,
                            "lictor/routes/b", "/b http://127.0.0.2:" + number)),
                    true,
                    true);
        }

        private static Instance instance(String service, String id, int number) {
            return new Instance(
                    new Instance.Id("dc1", "n" + id, service + "-" + id),
                    service,
                    "10.0.0." + id,
                    number,
                    List.of(),
                    Map.of(),
                    Instance.Status.PASSING,
                    1,
                    1,
                    number);
        }

        @Override
        public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
            receiver.answered(new CatalogSnapshot(Map.of(), true));
            return () -> {};
        }

        @Override
        public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
            services.put(service, receiver);
            return () -> {};
        }

        @Override
        public Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
            keys.put(prefix, receiver);
            return () -> {};
        }

        @Override
        public void close() {}
    }

    private static final class Nobody implements Receiver<ServiceSnapshot> {

        @Override
        public void answered(ServiceSnapshot snapshot) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public void failed(Fault fault) {
            throw new AssertionError("nobody asked");
        }
    }
}
