package io.lictor.server.demo;

import io.lictor.discovery.InMemoryRegistry;
import io.lictor.discovery.Registry;
import io.lictor.discovery.consul.ConsulOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** No Consul: a service is checked once, when it is registered, and passing from then on. Any thread. */
final class InMemoryDemoRegistry implements DemoRegistry {

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Long> passingSince = new ConcurrentHashMap<>();

    @Override
    public String description() {
        return "a registry in memory";
    }

    @Override
    public Optional<ConsulOptions> consul() {
        return Optional.empty();
    }

    @Override
    public Registry open() {
        return registry;
    }

    @Override
    public void register(DemoService service) {
        check(service);
        passingSince.put(service.name(), System.nanoTime());
        registry.register(service.name(), SERVICE, "127.0.0.1", service.port(), List.of(TAG));
    }

    private void check(DemoService service) {
        URI health = URI.create("http://127.0.0.1:" + service.port() + "/health");
        try {
            client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void deregister(DemoService service) {
        registry.deregister(service.name());
    }

    @Override
    public long awaitPassing(DemoService service, Duration atMost) {
        return passingSince.getOrDefault(service.name(), System.nanoTime());
    }

    @Override
    public Map<String, String> hints() {
        return Map.of();
    }

    @Override
    public void close() {
        registry.close();
    }
}
