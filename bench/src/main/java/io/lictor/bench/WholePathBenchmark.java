package io.lictor.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A request from the read of the client's bytes to the write of the answer, all of the proxy's work but system calls. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WholePathBenchmark {

    /** So many are one task of the event loop, that the hand-over to it does not count. */
    private static final int BATCH = 1_000;

    private final MemoryProxy proxy = new MemoryProxy();
    private final MemoryChannel client = proxy.on(proxy::newClient);

    /** The connection to the peer is there, and idle. */
    @Setup
    public void setUp() {
        proxy.on(() -> {
            client.receive(Messages.REQUEST);
            return client;
        });
        // Connecting is a task of its own.
        proxy.on(() -> {
            proxy.peer().receive(Messages.ANSWER);
            return client;
        });
        check(1, client.written());
    }

    @TearDown
    public void tearDown() {
        proxy.close();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long smallGet() {
        long before = client.written();
        long after = proxy.on(() -> {
            for (int i = 0; i < BATCH; i++) {
                client.receive(Messages.REQUEST);
                proxy.peer().receive(Messages.ANSWER);
            }
            return client.written();
        });
        check(BATCH, after - before);
        return after;
    }

    private static void check(int answers, long written) {
        if (written < (long) answers * Messages.ANSWER.length) {
            throw new IllegalStateException("written: " + written + " (expected: " + answers + " answers)");
        }
    }
}
