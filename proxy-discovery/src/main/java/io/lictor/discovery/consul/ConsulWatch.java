package io.lictor.discovery.consul;

import io.lictor.discovery.Registry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A watch's thread: turns its {@link WatchLoop} until it is closed.
 *
 * <p>One daemon thread a watch, with a small stack, for a blocking query is a blocked thread. Owns thread and transport;
 * any thread may close.
 */
final class ConsulWatch implements Registry.Watch {

    private static final long STACK_BYTES = 256 << 10;

    private final ConsulTransport transport;
    private final WatchLoop<?> loop;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private ConsulWatch(String name, ConsulTransport transport, WatchLoop<?> loop) {
        this.transport = transport;
        this.loop = loop;
        this.thread = new Thread(null, this::run, "lictor-consul " + name, STACK_BYTES);
        thread.setDaemon(true);
    }

    static ConsulWatch start(String name, ConsulTransport transport, WatchLoop<?> loop) {
        ConsulWatch watch = new ConsulWatch(name, transport, loop);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                long pause = loop.turn();
                if (pause > 0 && closed.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but to end it.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        transport.close();
    }

    /** Waits for the thread's end, after {@link #close}. */
    boolean awaitEnd(long millis) throws InterruptedException {
        thread.join(Math.max(1, millis));
        return !thread.isAlive();
    }
}
