package io.lictor.server.app;

import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the process ends. Any thread. */
public final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger("lictor");

    private Shutdown() {}

    /**
     * Makes SIGTERM and SIGINT close {@code running} and end the process with code 0.
     *
     * @param atMost how long closing may take; after it the process ends all the same, with code 1
     */
    public static void onSignal(AutoCloseable running, Duration atMost) {
        // Made now: when the signal comes the jar may have been replaced, and no class can be loaded from it any more.
        Thread limit = new Thread(() -> haltAfter(atMost), "shutdown-limit");
        limit.setDaemon(true);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, limit), "shutdown"));
    }

    /** Waits for the signal. Does not return, but when the waiting thread is interrupted. */
    public static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what was logged and is still in the queue; nothing can be logged after it. */
    public static void flushLogs() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static void stop(AutoCloseable running, Thread limit) {
        int code = 0;
        limit.start();
        try {
            long start = System.nanoTime();
            LOG.info("stopping");
            running.close();
            LOG.info("stopped ms={}", (System.nanoTime() - start) / 1_000_000);
            flushLogs();
        } catch (Throwable e) {
            // Also an Error: a jar that was replaced under a running process has no more classes to give, and a proxy
            // that
            // was told to end must end.
            System.err.println("lictor: not closed cleanly: " + e);
            code = 1;
        }
        // A JVM that a signal ends would say 143 or 130; a proxy that drained as told ended well.
        Runtime.getRuntime().halt(code);
    }

    private static void haltAfter(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        System.err.println("lictor: not closed within " + time.toSeconds() + " s");
        Runtime.getRuntime().halt(1);
    }
}
