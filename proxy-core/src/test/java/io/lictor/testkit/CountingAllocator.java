package io.lictor.testkit;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Counts the buffers it made and that are not released yet, and their bytes. Any thread.
 *
 * <p>As a test's {@code @RegisterExtension} it fails the test behind which one of them is live.
 */
public final class CountingAllocator extends AbstractByteBufAllocator
        implements ByteBufAllocatorMetricProvider, ByteBufAllocatorMetric, AfterEachCallback {

    private final AtomicLong buffers = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong most = new AtomicLong();
    private volatile LongSupplier told = bytes::get;

    public CountingAllocator() {
        super(true);
    }

    /** How many buffers are live. */
    public long live() {
        return buffers.get();
    }

    /** The bytes they hold. */
    public long liveBytes() {
        return bytes.get();
    }

    /** The most bytes that were ever held at once. */
    public long mostBytes() {
        return most.get();
    }

    /** Fails when not all buffers are released soon: what closes may still be closing. */
    public void awaitNone() {
        Eventually.holds("all buffers released, live: " + live(), () -> live() == 0);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        awaitNone();
    }

    /** Tells whoever asks how much memory is in use that it is this much. */
    public void pretend(LongSupplier used) {
        told = used;
    }

    @Override
    public ByteBufAllocatorMetric metric() {
        return this;
    }

    @Override
    public long usedHeapMemory() {
        return 0;
    }

    @Override
    public long usedDirectMemory() {
        return told.getAsLong();
    }

    @Override
    public boolean isDirectBufferPooled() {
        // As the allocators in use: else transports copy into buffers of their own.
        return true;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new Heap(this, initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return toLeakAwareBuffer(new Direct(this, initialCapacity, maxCapacity));
    }

    @Override
    public CompositeByteBuf compositeDirectBuffer(int maxNumComponents) {
        return new CompositeByteBuf(this, true, maxNumComponents);
    }

    private void made(int capacity) {
        buffers.incrementAndGet();
        resized(capacity);
    }

    private void resized(int difference) {
        long now = bytes.addAndGet(difference);
        most.accumulateAndGet(now, Math::max);
    }

    private void released(int capacity) {
        bytes.addAndGet(-capacity);
        buffers.decrementAndGet();
    }

    private static final class Direct extends UnpooledDirectByteBuf {

        private final CountingAllocator counter;

        private Direct(CountingAllocator counter, int initialCapacity, int maxCapacity) {
            super(counter, initialCapacity, maxCapacity);
            this.counter = counter;
            counter.made(capacity());
        }

        @Override
        public ByteBuf capacity(int newCapacity) {
            int before = capacity();
            super.capacity(newCapacity);
            counter.resized(capacity() - before);
            return this;
        }

        @Override
        protected void deallocate() {
            counter.released(capacity());
            super.deallocate();
        }
    }

    private static final class Heap extends UnpooledHeapByteBuf {

        private final CountingAllocator counter;

        private Heap(CountingAllocator counter, int initialCapacity, int maxCapacity) {
            super(counter, initialCapacity, maxCapacity);
            this.counter = counter;
            counter.made(capacity());
        }

        @Override
        protected void deallocate() {
            counter.released(capacity());
            super.deallocate();
        }
    }
}
