package io.lictor.server.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Continuous requests to one address, each with its time and answer.
 *
 * <p>Any thread. Owns its client and its daemon threads until {@link #close()}.
 */
final class Traffic implements AutoCloseable {

    private static final int CLIENTS = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final long pauseNanos;
    private final List<Thread> threads = new ArrayList<>();
    private final Object lock = new Object();
    /** All answers so far; guarded by the lock. */
    private final List<Answer> answers = new ArrayList<>();

    private volatile boolean closed;

    /**
     * Sends nothing yet.
     *
     * @param pause between one answer and the next request of each client
     */
    Traffic(URI uri, Duration pause) {
        pauseNanos = pause.toNanos();
        request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
    }

    /** Sends requests without end. */
    void start() {
        for (int i = 0; i < CLIENTS; i++) {
            Thread thread = new Thread(this::run, "demo-traffic-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Sends one request. */
    Answer once() throws InterruptedException {
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Answer(
                    start,
                    System.nanoTime(),
                    response.statusCode(),
                    response.body().strip());
        } catch (IOException e) {
            return new Answer(start, System.nanoTime(), 0, e.toString());
        }
    }

    /** The answers to requests begun since {@code nanos}. */
    List<Answer> since(long nanos) {
        synchronized (lock) {
            return answers.stream()
                    .filter(answer -> answer.start() - nanos >= 0)
                    .toList();
        }
    }

    /** Waits for the first answer to a request begun since {@code nanos} that is as wanted; empty when it is too late. */
    Optional<Answer> await(long nanos, Duration atMost, Predicate<Answer> wanted) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            while (true) {
                Optional<Answer> found = since(nanos).stream().filter(wanted).findFirst();
                long left = (until - System.nanoTime()) / 1_000_000;
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                lock.wait(left);
            }
        }
    }

    /** Goes on for this long. */
    void goOn(Duration time) throws InterruptedException {
        await(System.nanoTime(), time, answer -> false);
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private void run() {
        try {
            while (!closed) {
                Answer answer = once();
                synchronized (lock) {
                    answers.add(answer);
                    lock.notifyAll();
                }
                LockSupport.parkNanos(pauseNanos);
            }
        } catch (InterruptedException e) {
            // close() wants it to end.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One request and what came of it.
     *
     * @param start when it was begun, of {@link System#nanoTime()}
     * @param end when its answer was there
     * @param status the answer's status; 0 when there was none
     * @param body who answered, or why nobody did
     */
    record Answer(long start, long end, int status, String body) {

        boolean isFrom(DemoService service) {
            return status == 200 && body.equals(service.name());
        }
    }
}
