package io.lictor.discovery.consul;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes executors whose threads keep nobody from ending. Without state. */
final class Daemons {

    private static final long STACK_BYTES = 256 << 10;
    private static final long IDLE_SECONDS = 5;

    private Daemons() {}

    /** One that has a thread while there is something to do, and some seconds longer; first come, first served. */
    static ThreadPoolExecutor oneThread(String name) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, name, STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
