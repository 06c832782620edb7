package io.lictor.discovery.consul;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A thread that turns a watch until it is closed, or is to be turned by somebody else.
 *
 * <p>One daemon thread a watch, with a small stack, for a blocking query is a blocked thread. Owns the thread; any thread
 * may close.
 */
final class ConsulWatch {

    private static final long STACK_BYTES = 256 << 10;

    private final LongSupplier turn;
    private final Runnable abort;
    private final BooleanSupplier leaves;
    private final Runnable onLeave;
    private final Object lock = new Object();
    private final Thread thread;
    private boolean closed;
    private boolean woken;

    /**
     * @param turn asks once; returns how long to wait before the next turn, in milliseconds
     * @param abort ends the question in flight, and any to come
     * @param leaves asked before each turn, whether somebody else is to turn it
     * @param onLeave called by the thread then, at its end
     */
    ConsulWatch(String name, LongSupplier turn, Runnable abort, BooleanSupplier leaves, Runnable onLeave) {
        this.turn = turn;
        this.abort = abort;
        this.leaves = leaves;
        this.onLeave = onLeave;
        this.thread = new Thread(null, this::run, "lictor-consul " + name, STACK_BYTES);
        thread.setDaemon(true);
    }

    /** A watch with a transport of its own that nobody else ever turns. */
    static ConsulWatch of(String name, WatchLoop<?> loop, ConsulTransport transport) {
        return new ConsulWatch(name, loop::turn, transport::close, () -> false, () -> {});
    }

    ConsulWatch start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!isClosed()) {
                if (leaves.getAsBoolean()) {
                    onLeave.run();
                    return;
                }
                pause(turn.getAsLong());
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but to end it.
            Thread.currentThread().interrupt();
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        synchronized (lock) {
            for (long left = millis; left > 0 && !closed && !woken; left = (until - System.nanoTime()) / 1_000_000) {
                lock.wait(left);
            }
            woken = false;
        }
    }

    /** Ends its pause, if it is in one: there is reason to ask now. */
    void wake() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        abort.run();
    }

    /** Waits for the thread's end, after {@link #close}. */
    boolean awaitEnd(long millis) throws InterruptedException {
        thread.join(Math.max(1, millis));
        return !thread.isAlive();
    }
}
