package io.lictor.bench;

import io.lictor.pool.ConnectionReceiver;
import io.lictor.pool.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Leasing a kept connection and giving it back, with few and with many idle ones. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PoolBenchmark implements ConnectionReceiver {

    private static final int BATCH = 1_000;

    @Param({"1", "256"})
    public int idle;

    private final MemoryProxy proxy = new MemoryProxy();

    /** So many connections are made, and given back. */
    @Setup
    public void setUp() {
        List<UpstreamConnection> made = new ArrayList<>();
        // One a turn of the loop: connecting is a task of its own, and only so many are begun at once.
        for (int i = 0; i < idle; i++) {
            proxy.on(() -> made.add(proxy.pool().connect(proxy.endpoint(), "up", MemoryProxy.KEPT, this)));
        }
        proxy.on(() -> {
            made.forEach(connection -> connection.release(true, MemoryProxy.KEPT));
            return true;
        });
    }

    @TearDown
    public void tearDown() {
        proxy.close();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public UpstreamConnection leaseAndGiveBack() {
        return proxy.on(() -> {
            UpstreamConnection last = null;
            for (int i = 0; i < BATCH; i++) {
                last = Objects.requireNonNull(proxy.pool().acquire(proxy.endpoint(), false, this));
                last.release(true, MemoryProxy.KEPT);
            }
            return Objects.requireNonNull(last);
        });
    }

    @Override
    public void connected(UpstreamConnection connection) {}

    @Override
    public void connectFailed(Throwable cause) {
        throw new IllegalStateException(cause);
    }

    @Override
    public void received(ByteBuf in) {}

    @Override
    public void readComplete() {}

    @Override
    public void inputEnded() {}

    @Override
    public void closed() {}

    @Override
    public void writabilityChanged() {}
}
