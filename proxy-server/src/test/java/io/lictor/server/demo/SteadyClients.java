package io.lictor.server.demo;

import io.lictor.testkit.RawClient;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask at a constant rate, each over a connection of its own, and look at every answer.
 *
 * <p>Any thread. Owns its threads and connections until {@link #close()}.
 */
final class SteadyClients implements AutoCloseable {

    /**
     * What a client asks.
     *
     * @param method {@code GET}; {@code POST} when the body is to come back
     * @param path where
     * @param bodySize of a POST
     * @param periodMillis from one request to the next; one that is late goes at once
     */
    record Kind(String method, String path, int bodySize, long periodMillis) {}

    /**
     * An answer.
     *
     * @param due when its request was to be sent, of {@link System#nanoTime()}
     * @param nanos from then to its end
     * @param failure what was wrong with it, or empty
     */
    record Answer(long due, long nanos, String failure) {}

    private final int port;
    private final AtomicLong ids = new AtomicLong();
    private final Queue<String> posted = new ConcurrentLinkedQueue<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** Sends to a port of this machine; nothing yet. */
    SteadyClients(int port) {
        this.port = port;
    }

    /** Adds a client of this kind, which begins at once. */
    void add(Kind kind) {
        Thread thread = new Thread(() -> run(kind), "steady-client");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** The answers so far. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** The ids of all that was posted. */
    List<String> posted() {
        return List.copyOf(posted);
    }

    /** Sends nothing more and waits for what is under way. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void run(Kind kind) {
        RawClient client = RawClient.connect(port);
        long due = System.nanoTime();
        while (!stopped) {
            String id = Long.toString(ids.incrementAndGet());
            String failure;
            boolean ended = false;
            try {
                RawClient.Response response = client.send(request(kind, id)).read();
                failure = fault(kind, id, response);
                ended = response.field("Connection").equals("close");
            } catch (UncheckedIOException e) {
                failure = e.getMessage();
            }
            answers.add(new Answer(
                    due,
                    System.nanoTime() - due,
                    failure.isEmpty() ? "" : kind.method() + " " + kind.path() + " " + id + ": " + failure));
            if (!failure.isEmpty() || ended) {
                client.close();
                client = RawClient.connect(port);
            }
            due = Math.max(due + kind.periodMillis() * 1_000_000, System.nanoTime() - kind.periodMillis() * 1_000_000);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
        client.close();
    }

    private String request(Kind kind, String id) {
        StringBuilder request = new StringBuilder(
                kind.method() + " " + kind.path() + " HTTP/1.1\r\nHost: site\r\nX-Id: " + id + "\r\n");
        if (!kind.method().equals("POST")) {
            return request.append("\r\n").toString();
        }
        posted.add(id);
        return request.append("Content-Length: " + kind.bodySize() + "\r\n\r\n")
                .append(body(kind, id))
                .toString();
    }

    private static String body(Kind kind, String id) {
        return (id + " ").repeat(kind.bodySize() / id.length()).substring(0, kind.bodySize());
    }

    /** What is wrong with the answer; empty for nothing. */
    private static String fault(Kind kind, String id, RawClient.Response response) {
        if (response.status() != 200) {
            return "status " + response.status();
        }
        String wanted = kind.method().equals("POST") ? body(kind, id) : "";
        return response.body().equals(wanted)
                ? ""
                : "another body of " + response.body().length() + " bytes";
    }
}
