package io.lictor.server.app;

import ch.qos.logback.classic.LoggerContext;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the process ends. Any thread. */
public final class Shutdown {

    private Shutdown() {}

    /** Makes SIGTERM and SIGINT close {@code running} and end the process with code 0. */
    public static void onSignal(AutoCloseable running) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running), "shutdown"));
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

    private static void stop(AutoCloseable running) {
        Logger log = LoggerFactory.getLogger("lictor");
        long start = System.nanoTime();
        log.info("stopping");
        try {
            running.close();
        } catch (Exception e) {
            log.error("not closed cleanly", e);
        }
        log.info("stopped ms={}", (System.nanoTime() - start) / 1_000_000);
        flushLogs();
        // A JVM that a signal ends would say 143 or 130; a proxy that drained as told ended well.
        Runtime.getRuntime().halt(0);
    }
}
