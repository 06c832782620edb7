package io.lictor.discovery.consul;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices that an agent that was lost answers again, or that a leader was elected: then the watches ask at once rather than
 * when their pauses end, which grow to a quarter of a minute.
 *
 * <p>Any thread tells of trouble. Owns the transport, and a daemon thread while there is trouble.
 */
/*
 * One small question a second for all watches, and only from a failure to the next success. Watches are woken only when the
 * question itself had failed before: what fails while the agent and its leader are fine keeps its own pace.
 */
final class Reconnection {

    static final long PAUSE_MILLIS = 1_000;

    private final ConsulTransport transport;
    private final Runnable onBack;
    private final long pauseMillis;
    private final ThreadPoolExecutor prober = Daemons.oneThread("lictor-consul reconnection");
    private final AtomicBoolean probing = new AtomicBoolean();

    /**
     * @param onBack called when the agent and its leader answer again, by a thread of this
     * @param pauseMillis between two questions
     */
    Reconnection(ConsulTransport transport, Runnable onBack, long pauseMillis) {
        this.transport = transport;
        this.onBack = onBack;
        this.pauseMillis = pauseMillis;
    }

    /** A question failed. */
    void troubled() {
        if (!probing.compareAndSet(false, true)) {
            return;
        }
        try {
            prober.execute(this::probe);
        } catch (RejectedExecutionException e) {
            // Closed.
            return;
        }
    }

    private void probe() {
        boolean wasDown = false;
        try {
            while (!isUp()) {
                wasDown = true;
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
            if (!wasDown) {
                // Not again at once, for the next of many that failed together.
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            // Only close() interrupts.
            Thread.currentThread().interrupt();
            return;
        } finally {
            probing.set(false);
        }
        if (wasDown) {
            onBack.run();
        }
    }

    private boolean isUp() {
        try {
            Answer answer = transport.get(Query.prompt("/v1/status/leader"));
            return isLeaderNamed(answer);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the answer to who leads names anybody; without a leader it is an empty text. */
    static boolean isLeaderNamed(Answer answer) {
        return answer.status() == 200 && answer.body().strip().length() > "\"\"".length();
    }

    void close() {
        prober.shutdownNow();
        transport.close();
    }
}
