package io.lictor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lictor.engine.Transport;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request allocates on the heap once all is warm: the one cost that is the same on every machine. */
final class AllocationTest {

    private static final int WARM = 60_000;
    private static final int MEASURED = 20_000;

    /** The JVM compiles beside us: what it throws away once is not what a request costs. */
    private static final int TRIES = 5;

    private static final int BYTES_OVER_SOCKETS = 64;

    /** As Lictor's own main does: what traces leaks allocates. */
    @BeforeAll
    static void withoutTraces() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @ParameterizedTest(name = "rules: {0}")
    @ValueSource(strings = {"none", "fields", "path", "regex"})
    void nothingFromTheBytesOfARequestToThoseForItsPeer(String rules) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RequestBenchmark benchmark = new RequestBenchmark();
        benchmark.rules = rules;
        benchmark.setUp();
        repeat(benchmark, WARM);
        double bytes = MEASURED;
        for (int n = 0; n < TRIES && bytes >= 1; n++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            repeat(benchmark, MEASURED);
            bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED;
        }
        assertThat(bytes).as("bytes per request").isLessThan(1);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @EnumSource(value = Transport.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void littleOverRealSockets(Transport transport) throws Exception {
        double bytes = AllocationPerRequest.measure(transport, WARM, MEASURED);
        System.out.printf("%s %.1f bytes per request%n", transport, bytes);
        assertThat(bytes).as("bytes per request").isLessThanOrEqualTo(BYTES_OVER_SOCKETS);
    }

    private static void repeat(RequestBenchmark benchmark, int times) {
        long length = 0;
        for (int n = 0; n < times; n++) {
            length += benchmark.forward();
        }
        assertThat(length).isPositive();
    }
}
