package io.lictor.engine;

import io.lictor.testkit.RawClient;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Clients that ask one request after the other, each over its own connection, until they are stopped. */
final class LoadClients {

    private final int port;
    private final Supplier<String> requests;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicInteger> results = new TreeMap<>();
    private volatile boolean stopped;

    private LoadClients(int port, Supplier<String> requests) {
        this.port = port;
        this.requests = requests;
    }

    /** Starts {@code count} clients, each of whose requests comes from {@code requests}. */
    static LoadClients start(Lictor lictor, int count, Supplier<String> requests) {
        LoadClients clients = new LoadClients(lictor.port(), requests);
        for (int n = 0; n < count; n++) {
            Thread thread = new Thread(clients::run, "load-client");
            thread.setDaemon(true);
            clients.threads.add(thread);
        }
        clients.threads.forEach(Thread::start);
        return clients;
    }

    /** Waits for the requests under way and gives how often each result came: {@code GET 200}, {@code POST cut}. */
    Map<String, Integer> stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Map<String, Integer> counts = new TreeMap<>();
        results.forEach((result, count) -> counts.put(result, count.get()));
        return counts;
    }

    private void run() {
        RawClient client = RawClient.connect(port);
        while (!stopped) {
            String request = requests.get();
            String method = request.substring(0, request.indexOf(' '));
            String result;
            try {
                RawClient.Response response = client.send(request).read();
                result = String.valueOf(response.status());
                if (response.field("Connection").equals("close")) {
                    client.close();
                    client = RawClient.connect(port);
                }
            } catch (UncheckedIOException e) {
                result = "cut";
                client.close();
                client = RawClient.connect(port);
            }
            count(method + " " + result);
        }
        client.close();
    }

    private void count(String result) {
        AtomicInteger counter;
        synchronized (results) {
            counter = results.computeIfAbsent(result, r -> new AtomicInteger());
        }
        counter.incrementAndGet();
    }
}
