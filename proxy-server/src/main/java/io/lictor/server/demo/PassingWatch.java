package io.lictor.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The demonstration's own blocking query: knows when Consul first called an instance passing, independently of Lictor.
 *
 * <p>Any thread. Owns one daemon thread, which asks until {@link #close()}.
 */
final class PassingWatch implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI query;
    private final Thread thread = new Thread(this::run, "demo-passing-watch");
    private final Object lock = new Object();
    /** By instance id; guarded by the lock. */
    private final Map<String, Long> passingSince = new HashMap<>();

    private volatile boolean closed;

    private PassingWatch(URI query) {
        this.query = query;
    }

    /** Starts to ask {@code query}, a health query for passing instances without an index. */
    static PassingWatch start(URI query) {
        PassingWatch watch = new PassingWatch(query);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** An instance is about to be registered: what was known of it does not count. */
    void forget(String id) {
        synchronized (lock) {
            passingSince.remove(id);
        }
    }

    /** Waits until the instance is passing and returns the moment of the answer that first said so. */
    long await(String id, Duration atMost) throws IOException, InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            while (!passingSince.containsKey(id)) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new IOException(id + " is not passing after " + atMost.toSeconds() + " s");
                }
                lock.wait(left);
            }
            return passingSince.get(id);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        String index = "0";
        while (!closed) {
            try {
                URI uri = URI.create(query + "&wait=30s&index=" + index);
                HttpResponse<String> response =
                        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                long now = System.nanoTime();
                index = response.headers().firstValue("X-Consul-Index").orElse("0");
                update(MAPPER.readTree(response.body()), now);
            } catch (IOException e) {
                // The agent is starting or going away. Asking again costs nothing here, and waiting would cost
                // accuracy.
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void update(JsonNode instances, long now) {
        Set<String> passing = new HashSet<>();
        instances.forEach(
                instance -> passing.add(instance.path("Service").path("ID").asText()));
        synchronized (lock) {
            passing.forEach(id -> passingSince.putIfAbsent(id, now));
            passingSince.keySet().retainAll(passing);
            lock.notifyAll();
        }
    }
}
